use super::*;
use crate::device::sense::tests::{descriptor, fixed};

fn reply(sense: Vec<u8>) -> Reply {
    Reply { status: 2, host: 0, driver: 8, residual: 0, sense }
}

fn silent() -> Reply {
    Reply { status: 0, host: 0, driver: 0, residual: 0, sense: Vec::new() }
}

const ALL: [Question; 7] = [
    Question::Identify,
    Question::NativeMaxExt,
    Question::NativeMax,
    Question::AccessibleMax,
    Question::DcoIdentify,
    Question::SmartStatus,
    Question::SmartData,
];

#[test]
fn nothing_but_questions_can_be_sent() {
    for question in ALL {
        let command = question.command();
        assert_eq!(command[0], 0x85);
        // Protocol 3 brings no data, protocol 4 data in: never out.
        let protocol = command[1] >> 1 & 0x0F;
        assert!(protocol == 3 || protocol == 4 && command[2] & 0x08 != 0, "{question:?}");
        // Features of B1h and 78h other than these freeze, restore or cut a drive.
        match command[14] {
            0xEC | 0x27 | 0xF8 => assert_eq!((command[3], command[4]), (0, 0)),
            0x78 => assert_eq!((command[3], command[4], command[1] & 1), (0, 0, 1)),
            0xB1 => assert_eq!((command[4], protocol), (0xC2, 4)),
            0xB0 => {
                assert!(matches!((command[4], protocol), (0xDA, 3) | (0xD0, 4)));
                assert_eq!((command[10], command[12]), (0x4F, 0xC2));
            }
            other => panic!("{question:?}: {other:02X}h"),
        }
    }
}

#[test]
fn identify_as_sat_has_it() {
    assert_eq!(Question::Identify.command(), [0x85, 8, 0x0E, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0x40, 0xEC, 0]);
}

#[test]
fn what_a_drive_counts_of_itself() {
    let mut block = vec![0; 512];
    block[0] = 0x10;
    let attributes: [(u8, [u8; 6]); 4] = [
        (9, [0x39, 0x30, 0, 0x77, 0, 0]),
        (5, [2, 1, 0, 0, 0, 0]),
        (194, [37, 0, 20, 0, 50, 0]),
        (197, [8, 0, 0, 0, 0, 0]),
    ];
    for (at, (number, raw)) in attributes.into_iter().enumerate() {
        block[2 + at * 12] = number;
        block[7 + at * 12..13 + at * 12].copy_from_slice(&raw);
    }
    let sum = |block: &[u8]| block.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
    block[511] = 0_u8.wrapping_sub(sum(&block));
    let told = counts_of(&block).unwrap();
    let expected =
        SmartCounts { reallocated: Some(258), pending: Some(8), hours: Some(12345), temperature: Some(37) };
    assert_eq!(told, expected);
    block[100] ^= 1;
    assert_eq!(counts_of(&block), None, "the checksum does not hold");
    assert_eq!(counts_of(&[0; 512]), None);
    assert_eq!(counts_of(&block[..511]), None);
}

#[test]
fn the_native_size_of_either_form() {
    let last = 0x0074_706D_AFFF_u64;
    let ext = |sense| native_of(Question::NativeMaxExt, &reply(sense));
    assert_eq!(ext(descriptor(0x50, 0, last)), Ok(last + 1));
    assert!(ext(fixed(0xA0, 0x50, 0, 0x006D_AFFF)).is_err(), "cut to 24 bits");
    assert!(ext(descriptor(0x51, 4, last)).is_err(), "aborted");
    assert!(ext(descriptor(0x50, 0, 0)).is_err(), "no drive has one sector");
    let mut short = fixed(0, 0x50, 0, 0x0034_5678);
    short[5] = 0x4F;
    assert_eq!(native_of(Question::NativeMax, &reply(short)), Ok(0x0F34_5679));
}

#[test]
fn silence_and_transport_failures_are_no_answers() {
    assert!(native_of(Question::NativeMaxExt, &silent()).is_err());
    assert!(smart_of(&silent()).is_err());
    let broken = Reply { host: 7, ..reply(descriptor(0x50, 0, 5)) };
    assert!(native_of(Question::NativeMaxExt, &broken).is_err());
    assert!(data(Question::Identify, &silent(), vec![1]).is_ok());
    assert!(data(Question::Identify, &Reply { host: 7, ..silent() }, vec![1]).is_err());
    assert!(data(Question::Identify, &Reply { residual: 512, ..silent() }, vec![1]).is_err());
    assert!(data(Question::DcoIdentify, &reply(descriptor(0x51, 4, 0)), vec![1]).is_err(), "aborted");
    // Check condition without any sense: nobody knows what happened.
    assert!(data(Question::Identify, &reply(Vec::new()), vec![1]).is_err());
}

#[test]
fn smart_has_two_answers_and_no_third() {
    assert_eq!(smart_of(&reply(descriptor(0x50, 0, 0x00C2_4F00))), Ok(false));
    assert_eq!(smart_of(&reply(fixed(0, 0x50, 0, 0x002C_F400))), Ok(true));
    assert!(smart_of(&reply(descriptor(0x50, 0, 0))).is_err());
}

#[test]
fn an_overlay_of_zeros_is_no_overlay() {
    assert_eq!(dco_of(&[0; 512]), None, "other programs have taken this for a drive of one sector");
    let mut block = [0_u8; 512];
    block[0] = 2;
    block[6..14].copy_from_slice(&0x7470_6DAF_u64.to_le_bytes());
    block[510] = 0xA5;
    let sum = block.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
    block[511] = 0_u8.wrapping_sub(sum);
    assert_eq!(dco_of(&block), Some(0x7470_6DB0));
    block[6] ^= 1;
    assert_eq!(dco_of(&block), None);
    assert_eq!(dco_of(&[]), None);
}
