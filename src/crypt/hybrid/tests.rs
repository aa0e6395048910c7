use super::*;
use age::{Identity as _, Recipient as _};

/// The identity in the text of C2SP `age.md`.
const SPECIFIED: &str = "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR";

fn wrapped(recipient: &HybridRecipient) -> (FileKey, Stanza) {
    let key = FileKey::new(Box::new([42; 16]));
    let (mut stanzas, labels) = recipient.wrap_file_key(&key).unwrap();
    assert_eq!(labels, HashSet::from(["postquantum".to_owned()]));
    (key, stanzas.remove(0))
}

#[test]
fn the_texts_of_the_specification() {
    let identity: HybridIdentity = SPECIFIED.parse().unwrap();
    assert_eq!(identity.to_text().as_str(), SPECIFIED);
    let recipient = identity.to_public().to_string();
    assert_eq!(recipient.len(), "age1pq1".len() + (xwing::PUBLIC * 8).div_ceil(5) + 6);
    // The recipient as the specification prints it; its last six letters are a checksum over all of it.
    assert!(
        recipient.starts_with(
            "age1pq1x34nzsvr0rxjsgdn8zgyhfe8j7ceq5r9rdelkjuh3y235jzxshfg87pzf5zrqtzdxz95paef6caq5"
        )
    );
    assert!(recipient.ends_with("7saeq0d3fzv49zc0k"));
    assert_eq!(recipient.parse::<HybridRecipient>().unwrap().to_string(), recipient);
}

#[test]
fn only_texts_in_their_one_form_are_read() {
    let recipient = SPECIFIED.parse::<HybridIdentity>().unwrap().to_public().to_string();
    let classic = age::x25519::Identity::generate();
    let mut long = recipient.clone();
    long.pop();
    for bad in [
        recipient.to_ascii_uppercase().as_str(),
        long.as_str(),
        &recipient.replacen("age1pq1", "age1qp1", 1),
        &format!("{recipient} "),
        &classic.to_public().to_string(),
        &bech32_encode(RECIPIENT, &[0; 32]),
        &bech32_encode(RECIPIENT, &[0xff; xwing::PUBLIC]),
        "age1pq1",
        "",
    ] {
        assert!(matches!(bad.parse::<HybridRecipient>(), Err(CryptError::BadRecipient(_))), "{bad}");
    }
    for bad in [
        SPECIFIED.to_ascii_lowercase().as_str(),
        &SPECIFIED.replace("ZQFR", "ZQFQ"),
        classic.to_string().expose_secret(),
        &bech32_encode(IDENTITY, &[1; 31]).to_ascii_uppercase(),
        &bech32_encode(IDENTITY, &[1; 33]).to_ascii_uppercase(),
    ] {
        assert!(matches!(bad.parse::<HybridIdentity>(), Err(CryptError::NoIdentity)), "{bad}");
    }
}

#[test]
fn what_was_wrapped_opens_with_its_key_only() {
    let identity = HybridIdentity::generate().unwrap();
    let (key, stanza) = wrapped(&identity.to_public());
    assert_eq!((stanza.tag.as_str(), stanza.args.len(), stanza.body.len()), (STANZA, 1, WRAPPED));
    let opened = identity.unwrap_stanza(&stanza).unwrap().unwrap();
    assert_eq!(opened.expose_secret(), key.expose_secret());
    assert!(HybridIdentity::generate().unwrap().unwrap_stanza(&stanza).is_none());
    let (_, again) = wrapped(&identity.to_public());
    assert_ne!(again.args, stanza.args, "fresh randomness for each stanza");
}

#[test]
fn stanzas_in_another_form_are_no_strangers_but_errors() {
    let identity = HybridIdentity::generate().unwrap();
    let (_, stanza) = wrapped(&identity.to_public());
    let sent = BASE64_STANDARD_NO_PAD.decode(&stanza.args[0]).unwrap();
    let mut low_order = sent.clone();
    low_order[xwing::ENCAPSULATED - 32..].fill(0);
    let encode = |bytes: &[u8]| BASE64_STANDARD_NO_PAD.encode(bytes);
    let of = |args: &[&str], body: &[u8]| Stanza {
        tag: STANZA.to_owned(),
        args: args.iter().map(|arg| (*arg).to_owned()).collect(),
        body: body.to_vec(),
    };
    let body = stanza.body.as_slice();
    let argument = stanza.args[0].as_str();
    let bad = [
        of(&[], body),
        of(&[argument, "more"], body),
        of(&[&encode(&sent[1..])], body),
        of(&[&encode(&[sent.as_slice(), &[0]].concat())], body),
        of(&[&encode(&low_order)], body),
        of(&[&format!("{argument}=")], body),
        of(&[argument], &body[1..]),
        of(&[argument], &[body, &[0]].concat()),
        of(&[argument], &[]),
    ];
    for (turn, stanza) in bad.iter().enumerate() {
        let result = identity.unwrap_stanza(stanza);
        assert!(matches!(result, Some(Err(DecryptError::InvalidHeader))), "{turn}");
    }
    // Another case of the tag is another tag, and a body that does not fit is a stranger's.
    for tag in ["X25519", "MLKEM768X25519"] {
        let stranger = Stanza { tag: tag.to_owned(), ..of(&[argument], body) };
        assert!(identity.unwrap_stanza(&stranger).is_none(), "{tag}");
    }
    let mut other = body.to_vec();
    other[0] ^= 1;
    assert!(identity.unwrap_stanza(&of(&[argument], &other)).is_none());
}
