//! The communes of a province that a set is for. A hundred pages tell of the same ones: they are looked up, named and drawn once.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::Subject;
use super::judged::Place;
use crate::digest::Sealed;
use crate::domain::record::{IndicatorHandle, UnitKey};
use crate::outputs::{Press, maps};
use crate::render::map::MapSeries;

/// What pages about any indicator of a set need of a province. `places` are in the order of `units`.
pub(super) struct Ground {
    pub units: Arc<[UnitKey]>,
    pub places: Sealed<Vec<Place>>,
    pub map: Option<Sealed<MapSeries>>,
}

/// Those of every set and province, each made when the first page asks for it.
pub(super) struct Grounds {
    pub press: Arc<Press>,
    known: HashMap<(usize, Arc<str>), OnceLock<Ground>>,
}

impl Grounds {
    pub(super) fn new(press: &Arc<Press>, subjects: &[Subject]) -> Self {
        let mut known = HashMap::new();
        for subject in subjects {
            known.extend(subject.provinces.iter().map(|code| ((subject.framework, Arc::clone(code)), OnceLock::new())));
        }
        Self { press: Arc::clone(press), known }
    }

    /// One of the subject's provinces.
    pub(super) fn of(&self, subject: &Subject, province: &Arc<str>) -> &Ground {
        let key = (subject.framework, Arc::clone(province));
        let ground = self.known.get(&key).expect("the provinces of all subjects are known");
        ground.get_or_init(|| self.ground(subject, province))
    }

    /// The results of some of the subject's provinces.
    pub(super) fn handle(&self, subject: &Subject, provinces: &[Arc<str>]) -> IndicatorHandle {
        let units = match provinces {
            [only] => Arc::clone(&self.of(subject, only).units),
            all => all.iter().flat_map(|province| &*self.of(subject, province).units).cloned().collect(),
        };
        subject.handle_of(&self.press.site, provinces, units)
    }

    fn ground(&self, subject: &Subject, province: &str) -> Ground {
        let site = &*self.press.site;
        let communes = subject.communes(site, province);
        let unit = site.units.get(province);
        let (map, areas) = unit.and_then(|unit| maps::province_series(&self.press, unit)).unzip();
        let areas: HashMap<Arc<str>, usize> = areas.into_iter().flatten().zip(0..).collect();
        let places = communes.iter().map(|unit| Place {
            name: unit.full_name.clone(),
            url: site.url(&site.unit_address(unit)),
            area: areas.get(&unit.code).copied(),
        });
        Ground {
            places: Sealed::new(places.collect()),
            units: communes.iter().map(|unit| UnitKey::of(unit)).collect(),
            map: map.map(Sealed::new),
        }
    }
}
