//! Abbreviations and their long forms: where a text has the one, it is found by the other, too.

use rustc_hash::FxHashMap;

use super::words::Lexicon;

/// Pairs of a short and a long form, found by how either begins.
pub(super) struct Abbreviations {
    /// Folded first word -> what may stand there, and what it means.
    by_first: FxHashMap<u32, Vec<Meaning>>,
}

/// A sequence of folded words, and the forms that mean the same.
struct Meaning {
    written: Vec<u32>,
    same: Vec<u32>,
}

impl Abbreviations {
    /// From the theme's table.
    pub(super) fn new(pairs: &[(String, String)], lexicon: &mut Lexicon) -> Self {
        let mut by_first: FxHashMap<u32, Vec<Meaning>> = FxHashMap::default();
        for (short, long) in pairs {
            let [short, long] =
                [short, long].map(|text| lexicon.read(text).into_iter().map(|(form, _)| form).collect::<Vec<_>>());
            for (from, to) in [(&short, &long), (&long, &short)] {
                let written: Vec<u32> = from.iter().map(|&form| lexicon.folded(form)).collect();
                if let Some(&first) = written.first() {
                    by_first.entry(first).or_default().push(Meaning { written, same: to.clone() });
                }
            }
        }
        Self { by_first }
    }

    /// What the words of a text that stand at `at` mean in other words.
    pub(super) fn meanings<'a>(
        &'a self,
        words: &'a [(u32, bool)],
        at: usize,
        lexicon: &'a Lexicon,
    ) -> impl Iterator<Item = &'a [u32]> {
        let candidates = self.by_first.get(&lexicon.folded(words[at].0)).map_or(&[][..], Vec::as_slice);
        candidates.iter().filter_map(move |meaning| {
            let here = words[at..].iter().map(|&(form, _)| lexicon.folded(form));
            let same = meaning.written.len() <= words.len() - at && here.zip(&meaning.written).all(|(a, b)| a == *b);
            same.then_some(&meaning.same[..])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_form_means_the_other() {
        let mut lexicon = Lexicon::default();
        let pairs = [("TP.HCM".to_owned(), "thành phố Hồ Chí Minh".to_owned())];
        let table = Abbreviations::new(&pairs, &mut lexicon);
        let mut meaning = |text: &str| {
            let words = lexicon.read(text);
            let meanings: Vec<String> = (0..words.len())
                .flat_map(|at| table.meanings(&words, at, &lexicon))
                .map(|forms| forms.iter().map(|&form| lexicon.fold(lexicon.folded(form))).collect::<Vec<_>>().join(" "))
                .collect();
            meanings
        };
        assert_eq!(meaning("ở tp hcm"), ["thanh pho ho chi minh"]);
        assert_eq!(meaning("ở Thanh pho Ho Chi Minh nay"), ["tp hcm"]);
        assert!(meaning("thành phố Hồ").is_empty());
    }
}
