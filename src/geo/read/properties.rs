//! The properties of a feature. JSON lets a name stand twice (RFC 8259, 4), and then one value is lost.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};

/// Properties, and the first name that stands twice.
#[derive(Default)]
pub(super) struct Properties {
    pub(super) map: Map<String, Value>,
    pub(super) repeated: Option<String>,
}

impl<'de> Deserialize<'de> for Properties {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Properties;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or null")
    }

    fn visit_unit<E>(self) -> Result<Properties, E> {
        Ok(Properties::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Properties, A::Error> {
        let mut properties = Properties::default();
        while let Some((key, value)) = entries.next_entry::<String, Value>()? {
            if properties.repeated.is_none() && properties.map.contains_key(&key) {
                properties.repeated = Some(key.clone());
            }
            properties.map.insert(key, value);
        }
        Ok(properties)
    }
}
