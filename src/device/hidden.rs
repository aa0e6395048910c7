//! Whether a drive has more room than it shows: a host protected area (HPA), a device configuration overlay (DCO), or memory
//! outside of every name space. What overwriting cannot reach must be known beforehand.

use super::NotChecked;

/// What hides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hider {
    /// Host protected area, or accessible max address.
    Hpa,
    /// Device configuration overlay.
    Dco,
    /// NVMe: memory that belongs to no name space, or to others than this one.
    OtherNameSpaces,
    /// What lies between: the drive shows more than this system can reach, by a controller with a limit, a bridge that keeps some for
    /// itself, or since the drive's size was changed and nobody looked again.
    Host,
}

/// What was found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hidden {
    /// Nobody knows.
    NotChecked(NotChecked),
    /// The drive says that it shows everything.
    None {
        /// Everything, in bytes.
        bytes: u64,
    },
    /// The drive says that there is more.
    Found {
        /// What hides it.
        by: Vec<Hider>,
        /// How many bytes more than it shows.
        bytes: u64,
    },
}

/// What the answers of an ATA drive mean: sectors shown, with the host protected area, and with the overlay.
#[cfg(target_os = "linux")]
pub(super) fn of_ata(
    shown: u64,
    sector: u64,
    native: Result<u64, NotChecked>,
    overlaid: Result<u64, NotChecked>,
) -> Hidden {
    let mut by = Vec::new();
    let mut most = shown;
    for (answer, hider) in [(&native, Hider::Hpa), (&overlaid, Hider::Dco)] {
        match answer {
            Ok(sectors) if *sectors < shown => {
                let detail = format!("{hider:?}: {sectors} sectors of {shown} shown");
                return Hidden::NotChecked(NotChecked::NoAnswer(detail));
            }
            // An overlay larger than the native size hides even the protected area.
            Ok(sectors) if *sectors > most => {
                by.push(hider);
                most = *sectors;
            }
            _ => {}
        }
    }
    if !by.is_empty() {
        return Hidden::Found { by, bytes: (most - shown).saturating_mul(sector) };
    }
    match (native, overlaid) {
        // A drive without an overlay says so in IDENTIFY; without a native size nothing is known.
        (Ok(_), Ok(_) | Err(NotChecked::Unsupported)) => Hidden::None { bytes: shown.saturating_mul(sector) },
        (Err(why), _) | (_, Err(why)) => Hidden::NotChecked(why),
    }
}

/// What the answers of an NVMe controller mean.
#[cfg(target_os = "linux")]
pub(super) fn of_nvme(shown: u64, total: u128, unallocated: u128) -> Hidden {
    if total == 0 {
        // The field may be left out (only with name-space management it must be there).
        return Hidden::NotChecked(NotChecked::Unsupported);
    }
    let more = total.saturating_sub(u128::from(shown));
    if more == 0 && unallocated == 0 {
        return Hidden::None { bytes: shown };
    }
    let bytes = u64::try_from(more.max(unallocated)).unwrap_or(u64::MAX);
    Hidden::Found { by: vec![Hider::OtherNameSpaces], bytes }
}

/// What the drive says of itself, held against what this system reaches: `shown` and `reached` in bytes. What is written is what is
/// reached, and that may be less.
#[cfg(target_os = "linux")]
pub(super) fn as_reached(told: Hidden, shown: u64, reached: Option<u64>) -> Hidden {
    let more = match reached {
        Some(reached) if reached < shown => shown - reached,
        Some(reached) if reached == shown => return told,
        _ => {
            let reached = reached.map_or_else(|| "?".to_owned(), |bytes| bytes.to_string());
            let detail = format!("{shown} bytes told, {reached} reached");
            return Hidden::NotChecked(NotChecked::NoAnswer(detail));
        }
    };
    match told {
        Hidden::Found { mut by, bytes } => {
            by.push(Hider::Host);
            Hidden::Found { by, bytes: bytes.saturating_add(more) }
        }
        Hidden::None { .. } | Hidden::NotChecked(_) => Hidden::Found { by: vec![Hider::Host], bytes: more },
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    fn no_answer() -> NotChecked {
        NotChecked::NoAnswer("x".into())
    }

    #[test]
    fn none_is_said_only_where_all_was_answered() {
        let unsupported = || Err(NotChecked::Unsupported);
        assert_eq!(of_ata(1000, 512, Ok(1000), Ok(1000)), Hidden::None { bytes: 512_000 });
        assert_eq!(of_ata(1000, 512, Ok(1000), unsupported()), Hidden::None { bytes: 512_000 });
        assert_eq!(
            of_ata(1000, 512, unsupported(), unsupported()),
            Hidden::NotChecked(NotChecked::Unsupported)
        );
        assert_eq!(of_ata(1000, 512, Ok(1000), Err(no_answer())), Hidden::NotChecked(no_answer()));
        assert_eq!(of_ata(1000, 512, Err(no_answer()), Ok(1000)), Hidden::NotChecked(no_answer()));
    }

    #[test]
    fn what_is_found_is_told_even_if_the_rest_has_no_answer() {
        let found = Hidden::Found { by: vec![Hider::Hpa], bytes: 500 * 512 };
        assert_eq!(of_ata(1000, 512, Ok(1500), Err(no_answer())), found);
        let both = Hidden::Found { by: vec![Hider::Hpa, Hider::Dco], bytes: 1000 * 512 };
        assert_eq!(of_ata(1000, 512, Ok(1500), Ok(2000)), both);
        let overlay = Hidden::Found { by: vec![Hider::Dco], bytes: 1000 * 512 };
        assert_eq!(of_ata(1000, 512, Err(no_answer()), Ok(2000)), overlay);
    }

    #[test]
    fn less_than_is_shown_is_no_answer() {
        assert!(matches!(of_ata(1000, 512, Ok(1), Ok(1000)), Hidden::NotChecked(NotChecked::NoAnswer(_))));
        assert!(matches!(of_ata(1000, 512, Ok(1000), Ok(1)), Hidden::NotChecked(NotChecked::NoAnswer(_))));
    }

    #[test]
    fn name_spaces() {
        assert_eq!(of_nvme(1000, 0, 0), Hidden::NotChecked(NotChecked::Unsupported));
        assert_eq!(of_nvme(1000, 1000, 0), Hidden::None { bytes: 1000 });
        let found = |bytes| Hidden::Found { by: vec![Hider::OtherNameSpaces], bytes };
        assert_eq!(of_nvme(1000, 3000, 500), found(2000));
        assert_eq!(of_nvme(1000, 1000, 5), found(5));
    }

    #[test]
    fn what_the_system_does_not_reach_is_hidden_too() {
        let all = || Hidden::None { bytes: 4000 };
        assert_eq!(as_reached(all(), 4000, Some(4000)), all());
        // A controller that ends at 2200 of them, whatever the drive itself hides.
        let host = Hidden::Found { by: vec![Hider::Host], bytes: 1800 };
        assert_eq!(as_reached(all(), 4000, Some(2200)), host);
        assert_eq!(as_reached(Hidden::NotChecked(no_answer()), 4000, Some(2200)), host);
        let area = Hidden::Found { by: vec![Hider::Hpa], bytes: 500 };
        let both = Hidden::Found { by: vec![Hider::Hpa, Hider::Host], bytes: 2300 };
        assert_eq!(as_reached(area.clone(), 4000, Some(2200)), both);
        assert_eq!(as_reached(area.clone(), 4000, Some(4000)), area);
        // More than the drive has cannot be, and what nobody knows is no answer.
        for reached in [Some(4001), None] {
            let seen = as_reached(all(), 4000, reached);
            assert!(matches!(seen, Hidden::NotChecked(NotChecked::NoAnswer(_))), "{seen:?}");
        }
    }
}
