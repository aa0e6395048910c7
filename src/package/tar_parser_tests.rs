use super::super::tar_header::{Member, append};
use super::*;

fn members(tar: &[u8], dialect: Dialect, slice: usize) -> Result<Vec<(Header, u64)>, Wrong> {
    let mut parser = Parser::new(dialect);
    let mut found: Vec<(Header, u64)> = Vec::new();
    for piece in tar.chunks(slice) {
        let mut input = piece;
        while !input.is_empty() {
            let (count, event) = parser.push(input)?;
            match event {
                Event::Member(header) => found.push((header, 0)),
                Event::Content => found.last_mut().unwrap().1 += count as u64,
                Event::Nothing => {}
            }
            input = &input[count..];
        }
    }
    assert!(parser.ended());
    Ok(found)
}

fn sample() -> Vec<u8> {
    let mut tar = Vec::new();
    let long = format!("資料/{}.txt", "長".repeat(60));
    for (path, kind, size) in
        [("a/", EntryKind::Folder, 0), ("a/b.txt", EntryKind::File, 3), (&long, EntryKind::File, 1000)]
    {
        append(
            &mut tar,
            &Member { path, kind, size, mtime: (-2, 750_000_000), mode: 0o640, real_size: None, link: None },
        );
        tar.extend(std::iter::repeat_n(7, usize::try_from(size).unwrap()));
        tar.resize(tar.len().next_multiple_of(BLOCK), 0);
    }
    tar.resize(tar.len() + 2 * BLOCK, 0);
    tar
}

#[test]
fn what_was_written_is_read_however_it_is_cut() {
    let tar = sample();
    for slice in [1, 7, 511, 512, 513, tar.len()] {
        let found = members(&tar, Dialect::Own, slice).unwrap();
        assert_eq!(found.len(), 3);
        assert_eq!((found[0].0.path.as_str(), found[0].0.kind), ("a", EntryKind::Folder));
        assert_eq!((found[1].0.mtime, found[1].0.mode, found[1].1), ((-2, 750_000_000), 0o640, 3));
        assert_eq!((found[2].0.path.len(), found[2].1), ("資料/".len() + 180 + 4, 1000));
    }
}

#[test]
fn flips_never_panic() {
    let tar = sample();
    for at in 0..tar.len() {
        for bit in [1, 0x80] {
            let mut flipped = tar.clone();
            flipped[at] ^= bit;
            for dialect in [Dialect::Own, Dialect::Foreign] {
                let mut parser = Parser::new(dialect);
                let mut input = flipped.as_slice();
                while !input.is_empty() {
                    match parser.push(input) {
                        Ok((count, _)) => input = &input[count..],
                        Err(_) => break,
                    }
                }
            }
        }
    }
}

#[test]
fn lies_and_links_are_refused() {
    let rebuilt = |change: &dyn Fn(&mut [u8])| {
        let mut tar = Vec::new();
        let member = Member {
            path: "x",
            kind: EntryKind::File,
            size: 0,
            mtime: (0, 0),
            mode: 0o644,
            real_size: None,
            link: None,
        };
        append(&mut tar, &member);
        change(&mut tar);
        let sum: u32 = tar
            .iter()
            .enumerate()
            .map(|(at, b)| if (148..156).contains(&at) { 32 } else { u32::from(*b) })
            .sum();
        tar[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        tar.resize(3 * BLOCK, 0);
        tar
    };
    for (kind, what) in [(b'1', "link"), (b'2', "link"), (b'3', "device"), (b'6', "device"), (b'S', "type")] {
        let tar = rebuilt(&|tar| tar[156] = kind);
        assert_eq!(members(&tar, Dialect::Foreign, 512).unwrap_err().what, what);
    }
    let mut lie = Vec::new();
    let pax = b"12 size=999\n";
    append(
        &mut lie,
        &Member {
            path: "x",
            kind: EntryKind::File,
            size: pax.len() as u64,
            mtime: (0, 0),
            mode: 0,
            real_size: None,
            link: None,
        },
    );
    lie[156] = b'x';
    let sum: u32 =
        lie.iter().enumerate().map(|(at, b)| if (148..156).contains(&at) { 32 } else { u32::from(*b) }).sum();
    lie[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    lie.extend_from_slice(pax);
    lie.resize(2 * BLOCK, 0);
    append(
        &mut lie,
        &Member {
            path: "x",
            kind: EntryKind::File,
            size: 5,
            mtime: (0, 0),
            mode: 0o644,
            real_size: None,
            link: None,
        },
    );
    for dialect in [Dialect::Own, Dialect::Foreign] {
        assert_eq!(members(&lie, dialect, 512).unwrap_err().what, "size-lie");
    }
}

#[test]
fn in_a_package_a_folder_ends_with_a_slash_and_a_file_does_not() {
    for (path, kind) in [("a", EntryKind::Folder), ("a/", EntryKind::File)] {
        let mut tar = Vec::new();
        append(
            &mut tar,
            &Member { path, kind, size: 0, mtime: (0, 0), mode: 0o644, real_size: None, link: None },
        );
        tar.resize(3 * BLOCK, 0);
        assert_eq!(members(&tar, Dialect::Own, 512).unwrap_err().what, "header", "{path}");
        let foreign = members(&tar, Dialect::Foreign, 512).unwrap();
        assert_eq!((foreign[0].0.path.as_str(), foreign[0].0.kind), ("a", EntryKind::Folder), "{path}");
    }
}

#[test]
fn times() {
    assert_eq!(pax_time("-1.25"), Some((-2, 750_000_000)));
    assert_eq!(pax_time("12.5000000019"), Some((12, 500_000_001)));
    assert_eq!(pax_time("1.-5"), None);
    assert_eq!(pax_time("--1"), None);
}
