//! 見本: certificates for free space, for tests only.

use super::facts::{LIMITS, at, head, record};
use super::medium::wiped_medium;
use crate::document::{
    Body, FillReadBack, FillTrouble, FillWritten, FreeSpaceCertificate, Performed, Record, RoomSeen, RoomTold,
};
use crate::model::{Basis, Limit, Person, Verdict};

/// Room of a disk of a terabyte.
fn room(free: u64) -> RoomTold {
    RoomTold { total: 984_000_000_000, free, available: free }
}

/// Free space of which nothing was left, on a plain rotating disk.
pub(crate) fn filled() -> FreeSpaceCertificate {
    let free = 750_000_000_000;
    FreeSpaceCertificate {
        disposition: "erase".to_owned(),
        asset: Some("A-2026-0007".to_owned()),
        target: Some("/mnt/見本".to_owned()),
        consent: Some("承諾第12号".to_owned()),
        performed: Performed {
            from: at("2026-11-22T09:30:00+09:00"),
            until: at("2026-11-22T12:10:00+09:00"),
            place: Some("作業室（見本）".to_owned()),
            operator: Person { name: "見本 花子".to_owned(), ..Person::default() },
            witness: None,
            machine: Some("mihon-pc".to_owned()),
        },
        filesystem: "ext2".to_owned(),
        options: String::new(),
        medium: wiped_medium().medium,
        technique: "fill".to_owned(),
        pattern: "aes-256-ctr".to_owned(),
        method: None,
        room: RoomSeen {
            before: Some(room(free)),
            full: Some(room(0)),
            after: Some(room(free)),
            basis: Basis::Reported,
        },
        reserve: 0,
        written: FillWritten {
            files: 699,
            bytes: free - 800_000_000,
            unwritable: 0,
            unreached: None,
            speed: Some(158_000_000),
            basis: Basis::Wrote,
        },
        read_back: FillReadBack {
            how: "direct".to_owned(),
            equal: free - 800_000_000,
            speed: Some(162_000_000),
            basis: Basis::ReadBack,
        },
        stop: "full".to_owned(),
        troubles: Vec::new(),
        left: false,
        limits: vec![Limit::NamesRemain, Limit::FileTails, Limit::MetadataNotReached, Limit::OthersWriting],
        verdict: Verdict::Pass,
        reasons: Vec::new(),
    }
}

/// An ordinary user's run on ext4, which keeps some back.
pub(crate) fn kept_back() -> FreeSpaceCertificate {
    let mut body = filled();
    body.filesystem = "ext4".to_owned();
    body.options = "data=ordered".to_owned();
    body.room.full = Some(RoomTold { available: 0, ..room(49_200_000_000) });
    body.written.bytes -= 49_200_000_000;
    body.read_back.equal = body.written.bytes;
    body.limits.push(Limit::FileSystemReserve);
    body.verdict = Verdict::Unknown;
    body.reasons = vec!["not_all_reached".to_owned(), "place".to_owned()];
    body
}

/// Everything that can go wrong, in one certificate.
pub(crate) fn spoilt() -> FreeSpaceCertificate {
    let mut body = kept_back();
    (body.reserve, body.stop, body.left) = (20_971_520, "failed".to_owned(), true);
    body.read_back =
        FillReadBack { how: "cached".to_owned(), equal: 4096, speed: None, basis: Basis::ReadBack };
    body.written.unwritable = 4096;
    body.room.after = None;
    let trouble = |what: &str, detail: &str| FillTrouble {
        what: what.to_owned(),
        file: 12,
        offset: 1_048_576,
        bytes: 4096,
        detail: detail.to_owned(),
    };
    let word = "Input/output error (os error 5)";
    body.troubles = vec![
        trouble("write", word),
        trouble("sync", word),
        trouble("read", word),
        trouble("differs", ""),
        trouble("remove", word),
    ];
    body.limits = LIMITS.to_vec();
    body.verdict = Verdict::Failed;
    let reasons = [
        "unwritable",
        "flush_failed",
        "unreadable",
        "differing",
        "left",
        "nothing_written",
        "not_all_reached",
        "room_unknown",
        "not_read_back",
        "place",
    ];
    body.reasons = reasons.map(str::to_owned).to_vec();
    body
}

pub(crate) fn free_record(body: FreeSpaceCertificate) -> Record {
    record(head("F-2026-0006"), Body::FreeSpace(Box::new(body)))
}
