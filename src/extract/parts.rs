//! Which recognisers take part, so that what each of them brings can be measured.

use crate::model::Recogniser;

/// The recognisers that take part in an annotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    on: [bool; Recogniser::ALL.len()],
}

impl Parts {
    /// All of them.
    pub const ALL: Self = Self { on: [true; Recogniser::ALL.len()] };

    /// These alone.
    pub fn only(recognisers: &[Recogniser]) -> Self {
        Self { on: Recogniser::ALL.map(|recogniser| recognisers.contains(&recogniser)) }
    }

    /// All but one.
    pub fn without(left_out: Recogniser) -> Self {
        Self { on: Recogniser::ALL.map(|recogniser| recogniser != left_out) }
    }

    /// Whether the recogniser takes part.
    pub fn has(self, wanted: Recogniser) -> bool {
        Recogniser::ALL.iter().zip(self.on).any(|(recogniser, on)| on && *recogniser == wanted)
    }
}

impl Default for Parts {
    fn default() -> Self {
        Self::ALL
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_alone_and_one_left_out_are_all() {
        for recogniser in Recogniser::ALL {
            let (alone, rest) = (Parts::only(&[recogniser]), Parts::without(recogniser));
            for other in Recogniser::ALL {
                assert_eq!(alone.has(other), other == recogniser);
                assert_ne!(alone.has(other), rest.has(other));
            }
        }
        assert_eq!(Parts::only(&Recogniser::ALL), Parts::ALL);
    }
}
