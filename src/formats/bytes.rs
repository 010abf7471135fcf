//! Reading numbers from bytes that may end at any moment.

/// What is left of some bytes. Every method gives `None`, and takes nothing, when too little is left.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
}

/// The order of the bytes of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Most significant first.
    Big,
    /// Least significant first.
    Little,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// A cursor that starts at an offset.
    pub(super) fn at(bytes: &'a [u8], offset: usize) -> Option<Self> {
        bytes.get(offset..).map(Self::new)
    }

    /// How many bytes are left.
    pub(super) fn left(&self) -> usize {
        self.rest.len()
    }

    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(*taken)
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.array().map(|[byte]| byte)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.u32_in(Order::Little)
    }

    pub(super) fn u32_in(&mut self, order: Order) -> Option<u32> {
        self.array().map(if order == Order::Big { u32::from_be_bytes } else { u32::from_le_bytes })
    }

    pub(super) fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    pub(super) fn f64(&mut self) -> Option<f64> {
        self.f64_in(Order::Little)
    }

    pub(super) fn f64_in(&mut self, order: Order) -> Option<f64> {
        self.array().map(if order == Order::Big { f64::from_be_bytes } else { f64::from_le_bytes })
    }

    /// A count of 32 bits, when that many things of at least `size` bytes can still follow.
    pub(super) fn count(&mut self, order: Order, size: usize) -> Option<usize> {
        let count = usize::try_from(self.u32_in(order)?).ok()?;
        (count <= self.left() / size.max(1)).then_some(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stops_at_the_end_and_refuses_counts_beyond_it() {
        let mut cursor = Cursor::new(&[2, 0, 0, 0, 9, 9, 9]);
        assert_eq!(cursor.clone().count(Order::Little, 2), None);
        assert_eq!(cursor.clone().count(Order::Big, 0), None);
        assert_eq!(cursor.count(Order::Little, 1), Some(2));
        assert_eq!((cursor.u32(), cursor.left()), (None, 3));
        assert_eq!((cursor.u16(), cursor.u8(), cursor.u8()), (Some(0x0909), Some(9), None));
    }
}
