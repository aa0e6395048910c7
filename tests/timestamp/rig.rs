//! A certification authority and a time-stamping authority, by stock `openssl`, in a scratch folder.

use azukari::sign::timestamp::{Authorities, Authority, Judgement, judge};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What is to be stamped, where a test does not need a real signature.
pub(crate) const SIGNATURE: &[u8] = b"-----BEGIN SSH SIGNATURE-----\nsample\n-----END SSH SIGNATURE-----\n";

/// What the certificates may do, and how the TSA answers.
const CONFIGURATION: &str = "
[req]
distinguished_name = nobody
prompt = no
utf8 = yes
string_mask = utf8only
[nobody]
CN = nobody
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[between]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
[tsa]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
[not-critical]
extendedKeyUsage = timeStamping
subjectKeyIdentifier = hash
[two-purposes]
extendedKeyUsage = critical,timeStamping,codeSigning
[no-purpose]
basicConstraints = CA:FALSE
[encrypts]
keyUsage = critical,keyEncipherment
extendedKeyUsage = critical,timeStamping
[ca]
default_ca = issuing
[issuing]
new_certs_dir = .
database = index.txt
serial = serial
default_md = sha256
policy = any
unique_subject = no
[any]
countryName = optional
organizationName = optional
commonName = supplied
[answer]
serial = tsserial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.392.1.2.3
digests = sha256,sha384,sha512
accuracy = secs:1,millisecs:500
ordering = yes
tsa_name = yes
clock_precision_digits = 3
ess_cert_id_alg = sha256
[answer-v1]
serial = tsserial
crypto_device = builtin
signer_digest = sha512
default_policy = 1.2.392.1.2.3
digests = sha256,sha384,sha512
ess_cert_id_alg = sha1
[answer-refusing]
serial = tsserial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.392.1.2.3
digests = sha512
";

/// Kinds of key.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Key {
    Rsa,
    RsaSmall,
    P256,
    P384,
}

impl Key {
    fn arguments(self) -> [&'static str; 4] {
        match self {
            Self::Rsa => ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
            Self::RsaSmall => ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
            Self::P256 => ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
            Self::P384 => ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
        }
    }
}

/// A scratch folder with certificates in it.
pub(crate) struct Lab {
    folder: tempfile::TempDir,
}

impl Lab {
    /// An empty laboratory; `None`, loudly, where there is no `openssl`.
    pub(crate) fn new(test: &str) -> Option<Self> {
        if Command::new("openssl").arg("version").output().is_err() {
            assert!(std::env::var_os("CI").is_none(), "{test}: `openssl` must be installed in CI");
            let mut out = std::io::stderr();
            writeln!(out, "SKIPPED {test}: `openssl` is not installed").unwrap();
            return None;
        }
        let lab = Self { folder: tempfile::tempdir().unwrap() };
        for (name, content) in
            [("c.cnf", CONFIGURATION), ("index.txt", ""), ("serial", "01\n"), ("tsserial", "0a01\n")]
        {
            std::fs::write(lab.path(name), content).unwrap();
        }
        Some(lab)
    }

    /// The usual one: a root and below it a TSA, both with keys of one kind.
    pub(crate) fn with_tsa(test: &str, key: Key) -> Option<Self> {
        let lab = Self::new(test)?;
        lab.root("root", key);
        lab.issue("tsa", key, "root", "tsa");
        Some(lab)
    }

    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    pub(crate) fn write(&self, name: &str, content: &[u8]) {
        std::fs::write(self.path(name), content).unwrap();
    }

    /// Runs `openssl` here.
    pub(crate) fn try_openssl(&self, words: &[&str]) -> Output {
        Command::new("openssl").args(words).current_dir(self.folder.path()).output().unwrap()
    }

    /// Runs `openssl` here; it must succeed.
    #[track_caller]
    pub(crate) fn openssl(&self, words: &[&str]) -> String {
        let output = self.try_openssl(words);
        let said =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "openssl {words:?}: {said}");
        said
    }

    /// `NAME.key` and `NAME.csr`.
    fn key(&self, name: &str, key: Key) {
        let (file, request) = (format!("{name}.key"), format!("{name}.csr"));
        let words = [&["genpkey"][..], &key.arguments(), &["-out", &file]].concat();
        self.openssl(&words);
        let subject = format!("/C=JP/O=見本/CN=見本 {name}");
        self.openssl(&[
            "req", "-new", "-config", "c.cnf", "-utf8", "-key", &file, "-subj", &subject, "-out", &request,
        ]);
    }

    /// `NAME.pem`, signed by itself, valid from 2001 on.
    pub(crate) fn root(&self, name: &str, key: Key) {
        self.root_between(name, key, "20010101000000Z", "20991231235959Z");
    }

    /// As [`Lab::root`], valid between two moments.
    pub(crate) fn root_between(&self, name: &str, key: Key, from: &str, until: &str) {
        self.key(name, key);
        let [file, request, out] = [format!("{name}.key"), format!("{name}.csr"), format!("{name}.pem")];
        self.openssl(&[
            "ca",
            "-batch",
            "-config",
            "c.cnf",
            "-selfsign",
            "-keyfile",
            &file,
            "-in",
            &request,
            "-extensions",
            "root",
            "-startdate",
            from,
            "-enddate",
            until,
            "-notext",
            "-out",
            &out,
        ]);
    }

    /// `NAME.pem`, signed by `by`, with the extensions of that section, valid from 2001 on.
    pub(crate) fn issue(&self, name: &str, key: Key, by: &str, extensions: &str) {
        self.issue_between(name, key, by, extensions, "20010101000000Z", "20991231235959Z");
    }

    /// As [`Lab::issue`], valid between two moments.
    pub(crate) fn issue_between(
        &self,
        name: &str,
        key: Key,
        by: &str,
        extensions: &str,
        from: &str,
        until: &str,
    ) {
        self.key(name, key);
        let [request, out] = [format!("{name}.csr"), format!("{name}.pem")];
        let [issuer, issuer_key] = [format!("{by}.pem"), format!("{by}.key")];
        self.openssl(&[
            "ca",
            "-batch",
            "-config",
            "c.cnf",
            "-cert",
            &issuer,
            "-keyfile",
            &issuer_key,
            "-in",
            &request,
            "-extensions",
            extensions,
            "-startdate",
            from,
            "-enddate",
            until,
            "-notext",
            "-out",
            &out,
        ]);
    }

    /// The answer of `openssl ts` to a query, in a section of the configuration.
    #[track_caller]
    pub(crate) fn answer(&self, query: &[u8], section: &str, more: &[&str]) -> Vec<u8> {
        self.write("q.tsq", query);
        let words = [
            "ts",
            "-reply",
            "-queryfile",
            "q.tsq",
            "-config",
            "c.cnf",
            "-section",
            section,
            "-signer",
            "tsa.pem",
            "-inkey",
            "tsa.key",
            "-out",
            "a.tsr",
        ];
        self.openssl(&[&words[..], more].concat());
        self.read("a.tsr")
    }

    /// A query by `openssl` over [`SIGNATURE`].
    pub(crate) fn query(&self, more: &[&str]) -> Vec<u8> {
        self.write("s.sig", SIGNATURE);
        self.openssl(&[&["ts", "-query", "-data", "s.sig", "-out", "q.tsq"][..], more].concat());
        self.read("q.tsq")
    }

    /// A good response by `openssl` over [`SIGNATURE`].
    pub(crate) fn response(&self) -> Vec<u8> {
        let query = self.query(&["-sha256", "-cert"]);
        self.answer(&query, "answer", &[])
    }

    /// The bare statement (`TSTInfo`) of a response.
    pub(crate) fn statement(&self, response: &[u8]) -> Vec<u8> {
        self.write("r.tsr", response);
        self.openssl(&["ts", "-reply", "-in", "r.tsr", "-token_out", "-out", "r.token"]);
        self.openssl(&[
            "cms",
            "-verify",
            "-noverify",
            "-inform",
            "DER",
            "-in",
            "r.token",
            "-out",
            "r.tst",
            "-binary",
        ]);
        self.read("r.tst")
    }

    /// The statement of a response, moved to the year 2005.
    pub(crate) fn statement_of_2005(&self, response: &[u8]) -> Vec<u8> {
        let mut statement = self.statement(response);
        // GeneralizedTime, of a length that depends on the parts of the second.
        let is_time = |four: &[u8]| four[0] == 0x18 && (15..=19).contains(&four[1]) && four[2..] == *b"20";
        let at = statement.windows(4).position(is_time).unwrap();
        statement[at + 2..at + 6].copy_from_slice(b"2005");
        statement
    }

    /// A response around `statement` signed by NAME: for what `openssl ts` itself would refuse to make.
    #[track_caller]
    pub(crate) fn signed(&self, statement: &[u8], name: &str, more: &[&str]) -> Vec<u8> {
        self.write("w.tst", statement);
        let [signer, key] = [format!("{name}.pem"), format!("{name}.key")];
        let words = [
            "cms",
            "-sign",
            "-binary",
            "-nodetach",
            "-nosmimecap",
            "-econtent_type",
            "1.2.840.113549.1.9.16.1.4",
            "-in",
            "w.tst",
            "-outform",
            "DER",
            "-out",
            "w.token",
            "-signer",
            &signer,
            "-inkey",
            &key,
        ];
        self.openssl(&[&words[..], more].concat());
        // TimeStampResp ::= SEQUENCE { SEQUENCE { INTEGER 0 }, token }
        let granted = [&[0x30, 3, 2, 1, 0][..], &self.read("w.token")].concat();
        sequence(&granted)
    }

    /// The authorities in files of the laboratory.
    pub(crate) fn authorities(&self, names: &[&str]) -> Authorities {
        let mut all = Authorities::new();
        for name in names {
            let file = self.read(&format!("{name}.pem"));
            Authority::read_all(&file).unwrap().into_iter().for_each(|one| all.add(one));
        }
        all
    }

    /// What a response over [`SIGNATURE`] is worth where `root` is trusted.
    pub(crate) fn judge(&self, response: &[u8]) -> Judgement {
        judge(SIGNATURE, response, &self.authorities(&["root"]))
    }
}

/// A SEQUENCE around `content`.
pub(crate) fn sequence(content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    [&[0x30, 0x82][..], &length, content].concat()
}
