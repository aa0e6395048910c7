//! The rig itself: each fault happens as described, and nothing else does.

use crate::rig::{
    Access, BadSectorDisk, BadSectors, Disk, Fault, FaultyDisk, LBA, LoopDisk, old_sector, ready,
};
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use std::fs;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const MIB: u64 = 1 << 20;
/// LBAs of a MiB.
const LBAS: u64 = MIB / LBA;

/// Sectors that are not old data, nor zeros.
fn fresh(count: u64) -> Vec<u8> {
    (0..count * LBA).map(|at| u8::try_from(at % 251).unwrap() | 1).collect()
}

/// Overwrites LBAs, a MiB in one request, and says how many LBAs were written before the first error.
fn overwrite(disk: &impl Disk, from: u64, count: u64) -> (u64, Option<Errno>) {
    for done in (0..count).step_by(usize::try_from(LBAS).unwrap()) {
        let next = LBAS.min(count - done);
        if let Err(error) = disk.write(from + done, &fresh(next)) {
            return (done, Errno::from_io_error(&error));
        }
    }
    (count, None)
}

#[track_caller]
fn fails<T: std::fmt::Debug>(result: std::io::Result<T>, errno: Errno) {
    assert_eq!(result.map_err(|error| Errno::from_io_error(&error)).unwrap_err(), Some(errno));
}

fn old(lbas: std::ops::Range<u64>) -> Vec<u8> {
    lbas.flat_map(old_sector).collect()
}

#[test]
fn a_loop_disk_is_a_disk() {
    let test = "a_loop_disk_is_a_disk";
    for sector_size in [512, 4096] {
        let Some(disk) = LoopDisk::with_sectors(test, 8 * MIB, sector_size) else { return };
        assert_eq!((disk.bytes(), disk.sector_size()), (8 * MIB, sector_size));
        disk.fill_with_old_data();
        assert_eq!(disk.old_lbas(), [0..8 * LBAS]);
        assert_eq!(disk.read(800, 16).unwrap(), old(800..816));
        let before = disk.snapshot();
        disk.assert_same(&before);

        disk.write(800, &fresh(8)).unwrap();
        assert_eq!(disk.read_raw(800, 8), fresh(8));
        assert_eq!(disk.read_raw(808, 1), old_sector(808));
        assert!(
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| disk.assert_same(&before))).is_err()
        );
        disk.write_raw(800, &old(800..808));
        disk.assert_same(&before);
        assert_eq!(disk.read(800, 8).unwrap(), old(800..808));
        // One sector of 512 bytes is none of 4096.
        assert_eq!(disk.write(800, &fresh(1)).is_ok(), sector_size == 512);
    }
}

#[test]
fn a_snapshot_sees_what_the_kernel_holds_back() {
    let Some(disk) = LoopDisk::new("a_snapshot_sees_what_the_kernel_holds_back", 8 * MIB) else { return };
    let before = disk.snapshot();
    let mut dd = Command::new("dd");
    dd.arg(format!("of={}", disk.node().display())).args([
        "bs=512",
        "seek=77",
        "conv=notrunc",
        "status=none",
    ]);
    let mut dd = dd.stdin(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut dd.stdin.take().unwrap(), &fresh(1)).unwrap();
    assert!(dd.wait().unwrap().success());
    let (now, changed) = (disk.snapshot(), disk.read_raw(77, 1));
    assert!(now != before && changed == fresh(1));
}

#[test]
fn a_disk_is_pulled_resized_and_exchanged() {
    let Some(mut disk) = LoopDisk::new("a_disk_is_pulled_resized_and_exchanged", 8 * MIB) else { return };
    disk.fill_with_old_data();
    let node = disk.node().to_owned();
    disk.resize(4 * MIB);
    assert_eq!(disk.bytes(), 4 * MIB);
    disk.replug();
    assert_eq!((disk.bytes(), disk.read(9, 1).unwrap()), (4 * MIB, old_sector(9).to_vec()));
    let first = disk.exchange(8 * MIB);
    assert_eq!((disk.bytes(), disk.read(9, 1).unwrap()), (8 * MIB, vec![0; 512]));
    assert_eq!(disk.node(), node, "it got another device");
    assert!(fs::metadata(disk.image()).unwrap().len() == 8 * MIB);
    let mut kept = [0; 512];
    first.read_exact_at(&mut kept, 9 * LBA).unwrap();
    assert_eq!(kept, old_sector(9));
}

#[test]
fn a_disk_in_use_is_held() {
    let test = "a_disk_in_use_is_held";
    if !ready(test, &["mkfs.ext4", "mkswap", "swapon"]) {
        return;
    }
    let exclusively = |disk: &LoopDisk| {
        rustix::fs::open(disk.node(), OFlags::RDWR | OFlags::EXCL | OFlags::CLOEXEC, Mode::empty()).map(drop)
    };
    let three = [(); 3].map(|()| LoopDisk::new(test, 16 * MIB).unwrap());
    for disk in &three {
        exclusively(disk).unwrap();
    }
    let [mounted, swap, below] = &three;
    let root = mounted.mount(&["mkfs.ext4", "-q", "-F"]);
    fs::write(root.join("見本"), "x").unwrap();
    swap.swap_on();
    assert_eq!((exclusively(mounted), exclusively(swap)), (Err(Errno::BUSY), Err(Errno::BUSY)));
    let above = below.stack();
    below.fill_with_old_data();
    let backing = Path::new("/sys/block").join(above.file_name().unwrap()).join("loop/backing_file");
    assert_eq!(fs::read_to_string(backing).unwrap().trim(), below.node().to_str().unwrap());
    // The kernel lets a disk below another be opened: who wipes has to look.
    exclusively(below).unwrap();
}

#[test]
fn bad_sectors_fail_and_their_neighbours_do_not() {
    for read_errno in [Errno::NODATA, Errno::IO] {
        let bad = BadSectors { on_write: vec![1000, 1002, 9000], on_read: vec![3000, 9000], read_errno };
        let test = "bad_sectors_fail_and_their_neighbours_do_not";
        let Some(disk) = BadSectorDisk::new(test, 16 * MIB, &bad) else { return };
        assert!(disk.is_direct());
        disk.fill_with_old_data();
        for lba in [998, 999, 1001, 1003, 3000] {
            disk.write(lba, &fresh(1)).unwrap();
        }
        for lba in [1000, 1002, 9000] {
            fails(disk.write(lba, &fresh(1)), Errno::IO);
        }
        fails(disk.write(990, &fresh(16)), Errno::IO);
        disk.flush().unwrap();
        for lba in [2999, 3001, 1000] {
            disk.read(lba, 1).unwrap();
        }
        fails(disk.read(3000, 1), read_errno);
        fails(disk.read(2990, 32), read_errno);
        fails(disk.read(9000, 1), read_errno);
        assert_eq!(disk.read_raw(1000, 1), old_sector(1000));
        assert_eq!(disk.read_raw(999, 1), fresh(1));
        assert_eq!(disk.read_raw(3000, 1), fresh(1));
    }
}

#[test]
fn without_faults_a_faulty_disk_has_none() {
    for sector_size in [512, 4096] {
        let test = "without_faults_a_faulty_disk_has_none";
        let Some(disk) = FaultyDisk::with_sectors(test, 16 * MIB, sector_size, &[]) else { return };
        assert_eq!((disk.bytes(), disk.sector_size()), (16 * MIB, sector_size));
        disk.fill_with_old_data();
        let before = disk.counts();
        assert_eq!(overwrite(&disk, 0, 16 * LBAS), (16 * LBAS, None));
        disk.flush().unwrap();
        assert!(disk.old_lbas().is_empty());
        assert_eq!(disk.read(0, LBAS).unwrap(), fresh(LBAS));
        let after = disk.counts();
        assert_eq!(after.written - before.written, 16 * MIB);
        assert!(after.read - before.read >= MIB && after.flushes > before.flushes, "{before:?} {after:?}");
        assert!(disk.write(16 * LBAS, &fresh(8)).is_err());
    }
}

#[test]
fn a_lie_is_seen_by_a_direct_read() {
    let lies = [Fault::Lies { range: 100..200 }, Fault::Lies { range: 4000..4001 }];
    let Some(disk) = FaultyDisk::new("a_lie_is_seen_by_a_direct_read", 8 * MIB, &lies) else { return };
    disk.fill_with_old_data();
    assert_eq!(overwrite(&disk, 0, 8 * LBAS), (8 * LBAS, None));
    disk.flush().unwrap();
    assert_eq!(disk.old_lbas(), [100..200, 4000..4001]);
    assert_eq!(
        disk.read(99, 102).unwrap(),
        [&fresh(LBAS)[99 * 512..100 * 512], &old(100..200), &fresh(LBAS)[200 * 512..201 * 512]].concat()
    );
    assert_eq!(disk.read(4000, 1).unwrap(), old_sector(4000));
}

#[test]
fn a_stick_with_a_false_capacity_wraps() {
    // No multiple of a request, so that one runs across the end.
    let real_size = 4 * MIB + 300 * LBA;
    let Some(disk) =
        FaultyDisk::new("a_stick_with_a_false_capacity_wraps", 16 * MIB, &[Fault::Wraps { real_size }])
    else {
        return;
    };
    assert_eq!((disk.bytes(), disk.medium().metadata().unwrap().len()), (16 * MIB, real_size));
    let real = real_size / LBA;
    disk.write(real - 2, &old(50..54)).unwrap();
    assert_eq!(disk.read_raw(real - 2, 2), old(50..52));
    assert_eq!(disk.read(0, 2).unwrap(), old(52..54));
    assert_eq!(disk.read(real - 2, 4).unwrap(), old(50..54));
    assert_eq!(disk.read(2 * real, 2).unwrap(), old(52..54));
}

#[test]
fn a_torn_write_keeps_its_first_part() {
    let tears = [Fault::Tears { every: 3, keep: 1536 }];
    let Some(disk) = FaultyDisk::new("a_torn_write_keeps_its_first_part", 8 * MIB, &tears) else { return };
    disk.fill_with_old_data();
    for number in 0..6 {
        disk.write(number * 8, &fresh(8)).unwrap();
    }
    assert_eq!(disk.old_lbas(), [19..24, 43..8 * LBAS]);
    assert_eq!(disk.read(19, 5).unwrap(), old(19..24));
}

#[test]
fn a_slow_disk_takes_its_time() {
    let slow = [Fault::Slow { bytes_per_second: 4 * MIB }];
    let Some(disk) = FaultyDisk::new("a_slow_disk_takes_its_time", 8 * MIB, &slow) else { return };
    let start = Instant::now();
    assert_eq!(overwrite(&disk, 0, 4 * LBAS), (4 * LBAS, None));
    disk.read(0, LBAS).unwrap();
    let took = start.elapsed();
    assert!(took >= Duration::from_millis(1250), "{took:?}");
    assert!(took < Duration::from_secs(8), "{took:?}");
}

#[test]
fn a_disk_vanishes_and_comes_back() {
    let vanishes = [Fault::Vanishes { after_bytes: 3 * MIB + 5 * LBA }];
    let Some(mut disk) = FaultyDisk::new("a_disk_vanishes_and_comes_back", 8 * MIB, &vanishes) else {
        return;
    };
    disk.fill_with_old_data();
    disk.set_faults(&vanishes);
    assert_eq!(overwrite(&disk, 0, 8 * LBAS), (3 * LBAS, Some(Errno::IO)));
    for _ in 0..2 {
        fails(disk.write(0, &fresh(1)), Errno::IO);
        fails(disk.read(0, 1), Errno::IO);
        fails(disk.flush(), Errno::IO);
    }
    // Exactly so much, and nothing from before the last request.
    let left = disk.old_lbas();
    assert_eq!(left.iter().map(|range| range.end - range.start).sum::<u64>(), 5 * LBAS - 5);
    assert!(left.first().unwrap().start >= 3 * LBAS, "{left:?}");
    let written = disk.counts().written;
    disk.replug();
    fails(disk.read(0, 1), Errno::IO);
    disk.power_on();
    assert_eq!(disk.read(0, 1).unwrap(), fresh(1));
    assert_eq!(overwrite(&disk, 0, 8 * LBAS), (8 * LBAS, None));
    assert_eq!((disk.old_lbas(), disk.counts().written - written), (vec![], 8 * MIB));
}

#[test]
fn a_disk_vanishes_while_it_is_read() {
    let Some(disk) = FaultyDisk::new("a_disk_vanishes_while_it_is_read", 8 * MIB, &[]) else { return };
    assert_eq!(overwrite(&disk, 0, 8 * LBAS), (8 * LBAS, None));
    disk.set_faults(&[Fault::VanishesReading { after_bytes: 2 * MIB + LBA }]);
    let whole = (0..8).take_while(|done| disk.read(done * LBAS, LBAS).is_ok());
    // Whoever else reads devices that were written may have had a part.
    assert!(whole.count() <= 2);
    fails(disk.read(0, 1), Errno::IO);
    fails(disk.write(0, &fresh(1)), Errno::IO);
    assert_eq!(disk.read_raw(7 * LBAS, LBAS), fresh(LBAS));
}

#[test]
fn a_power_cut_loses_exactly_what_was_not_flushed() {
    let test = "a_power_cut_loses_exactly_what_was_not_flushed";
    let Some(disk) = FaultyDisk::new(test, 8 * MIB, &[]) else { return };
    disk.fill_with_old_data();
    disk.set_faults(&[Fault::PowerCut { after_bytes: 4 * MIB + 100 * LBA }]);
    assert_eq!(overwrite(&disk, 0, 2 * LBAS), (2 * LBAS, None));
    disk.flush().unwrap();
    // Not flushed, half of it over what was.
    for done in 0..2 {
        disk.write((1 + done) * LBAS, &vec![0; 1 << 20]).unwrap();
    }
    assert_eq!(disk.read(2 * LBAS - 1, 2).unwrap(), [0; 1024]);
    disk.write(5 * LBAS, &[0; 512]).unwrap();
    assert_eq!(overwrite(&disk, 3 * LBAS, 2 * LBAS), (0, Some(Errno::IO)));
    fails(disk.read(0, 1), Errno::IO);
    fails(disk.flush(), Errno::IO);

    disk.power_on();
    assert_eq!(disk.old_lbas(), [2 * LBAS..8 * LBAS]);
    assert_eq!(
        disk.read(2 * LBAS - 1, 2).unwrap(),
        [&fresh(LBAS)[2047 * 512..], &old_sector(2 * LBAS)].concat()
    );

    // One that ignores flushes loses all.
    disk.fill_with_old_data();
    disk.set_faults(&[Fault::PowerCut { after_bytes: 2 * MIB }, Fault::IgnoresFlushes]);
    assert_eq!(overwrite(&disk, 0, LBAS), (LBAS, None));
    disk.flush().unwrap();
    assert_eq!(overwrite(&disk, LBAS, 2 * LBAS), (LBAS, Some(Errno::IO)));
    assert_eq!(disk.old_lbas(), [0..8 * LBAS]);
}

#[test]
fn stale_reads_hide_what_was_written() {
    let stale = [Fault::StaleReads { range: 300..310 }];
    let Some(disk) = FaultyDisk::new("stale_reads_hide_what_was_written", 8 * MIB, &stale) else { return };
    disk.fill_with_old_data();
    for _ in 0..2 {
        disk.write(296, &fresh(16)).unwrap();
    }
    assert_eq!(disk.read_raw(296, 16), fresh(16));
    let read = disk.read(296, 16).unwrap();
    assert_eq!(read[..4 * 512], fresh(16)[..4 * 512]);
    assert_eq!(read[4 * 512..14 * 512], old(300..310));
    assert_eq!(read[14 * 512..], fresh(16)[14 * 512..]);
}

#[test]
fn a_bit_flips() {
    let at = 700 * LBA + 33;
    let Some(disk) = FaultyDisk::new("a_bit_flips", 8 * MIB, &[Fault::FlipsBit { at }]) else { return };
    disk.write(696, &fresh(8)).unwrap();
    let mut flipped = fresh(8);
    flipped[4 * 512 + 33] ^= 1;
    assert_eq!(disk.read(696, 8).unwrap(), flipped);
    assert_eq!(disk.read_raw(696, 8), flipped);
}

#[test]
fn every_errno_of_a_medium_comes_through() {
    let Some(disk) = FaultyDisk::new("every_errno_of_a_medium_comes_through", 8 * MIB, &[]) else { return };
    disk.fill_with_old_data();
    let passed_on =
        [Errno::IO, Errno::NODATA, Errno::REMOTEIO, Errno::BADE, Errno::NOSPC, Errno::NODEV, Errno::TIMEDOUT];
    for errno in passed_on {
        for on in [Access::Read, Access::Write] {
            disk.set_faults(&[Fault::Fails { range: 2000..2002, on, errno }]);
            let access = |lba: u64, count: u64| match on {
                Access::Read => disk.read(lba, count).map(drop),
                Access::Write => disk.write(lba, &old(lba..lba + count)),
            };
            access(1999, 1).unwrap();
            access(2002, 1).unwrap();
            fails(access(1999, 2), errno);
            fails(access(2001, 1), errno);
        }
    }
    disk.set_faults(&[Fault::Fails { range: 0..8, on: Access::Read, errno: Errno::NXIO }]);
    fails(disk.read(0, 1), Errno::IO);
}

#[test]
fn faults_act_together() {
    let faults = [
        Fault::Wraps { real_size: 4 * MIB },
        Fault::Lies { range: 4 * LBAS + 10..4 * LBAS + 20 },
        Fault::FlipsBit { at: 4 * MIB },
        Fault::Vanishes { after_bytes: MIB },
    ];
    let Some(disk) = FaultyDisk::new("faults_act_together", 8 * MIB, &faults) else { return };
    disk.fill_with_old_data();
    disk.set_faults(&faults);
    assert_eq!(overwrite(&disk, 4 * LBAS, 4 * LBAS), (LBAS, Some(Errno::IO)));
    assert_eq!(disk.old_lbas(), [10..20, LBAS..4 * LBAS]);
    assert_eq!(disk.read_raw(0, 1)[..2], [fresh(1)[0] ^ 1, fresh(1)[1]]);
}
