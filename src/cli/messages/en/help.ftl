# Words of help and man pages. Attributes are named after the arguments.

label-usage = Usage:
label-commands = Commands
label-arguments = Arguments
label-options = Options
label-options-slot = OPTIONS
label-global = Global options
label-exit = Exit codes
label-exit-man = EXIT STATUS
label-man-name = NAME
label-man-synopsis = SYNOPSIS
label-man-description = DESCRIPTION

help-azukari = Carry entrusted data safely, end it provably, and keep the evidence
    .long = Carries entrusted data from hand to hand, and ends it, so that every step can be proved afterwards.
help-global =
    .case = the case folder (else $AZUKARI_CASE, else upward from here)
    .lang = language of the words; by default that of the locale
    .json = print the result as JSON, one object per line
    .quiet = print nothing but warnings and errors
    .yes = answer every ordinary question with yes (for scripts)
    .passphrase-file = read the passphrase from a file
    .passphrase-fd = read the passphrase from a file descriptor
    .help = show this help
    .version = show the version

help-init = Make a case folder (and keys, if there are none)
    .long = Makes the folder of one contract, with its ledger, its documents and the cards that are trusted in it. Makes keys too, if there are none.
    .dir = folder to make a case of; by default this one
    .name = your name, when keys are to be made
    .organization = the contractor's name
    .role = your role, when keys are to be made
    .address = the contractor's address
    .representative = title and name of the contractor's representative
    .client = the client's name, such as 加賀市
    .addressee = to whom papers go, such as 加賀市長; by default the client
    .honorific = put after the addressee; by default 様
    .contract = title of the contract
    .contract-number = number of the contract
    .contract-date = date of the contract, such as 2026-04-01T00:00
    .agreed-means = means of handover that the client fixed
    .agreed-place = place of handover that the client fixed

help-key = Handle your own keys and the cards of others
help-key-new = Make a key pair (one to open packages, one to sign)
    .long = Makes a key to open packages and a key to sign, locked with a passphrase. With --post-quantum also a key that holds against quantum computers (age1pq…); where there are keys already, it is added to them, and they, their signatures and the dates of the card stay as they are.
    .post-quantum = also make a key that holds against quantum computers (or add it to the keys that are there)
    .identity = make no new key to open packages but use that of this age key file (such as that of a hardware key's plugin)
    .name = your name
    .organization = your organization
    .role = your role
help-key-card = Give out your card, for others to import
    .output = file to write; by default standard output
help-key-list = List the cards that are trusted
help-key-import = Trust somebody's card, after comparing its fingerprint
    .card = the card file
help-key-passphrase = Change the passphrase of your keys
    .new-passphrase-file = read the new passphrase from a file
    .new-passphrase-fd = read the new passphrase from a file descriptor

help-receive = Take over a medium or folder and issue the custody receipt
    .long = Reads a medium or folder as the client hands it over, counts it, computes SHA-256, compares it with the client's list and issues the custody receipt (預り証). Writes nothing to it.
    .path = folder of the medium, or a file
    .from = name of who hands it over
    .from-organization = their organization; by default the client
    .from-role = their role
    .means = how it is handed over, such as 手交 (by hand)
    .place = where it is handed over
    .at = when, such as 2026-11-22T10:00; by default now
    .against = the client's list (in the form of sha256sum, or CSV)
    .agreed-means = means that the client fixed; by default the case's
    .agreed-place = place that the client fixed; by default the case's
    .agreed-at = day that the client fixed
    .remark = a remark; needed where it was not done as fixed; repeatable
    .asset-name = name of the asset; by default that of the folder
    .purpose = what it is to be used for
    .storage = where it will be kept
    .return-by = until when it is to be returned or wiped
    .class = class of confidentiality
    .medium-serial = serial number read from the label (recorded as typed)
    .medium-label = number on the sticker
    .again = receive it even if the same was received before
    .font-path = font file or folder for papers
    .allow-geta = print 〓 and a footnote for characters that no font has






help-show = Show a document or a card in words
    .file = a document (.json, .pdf) or a card (.card.json)
    .format = one of txt, md, html, csv, pdf; by default txt
    .output = file to write; by default standard output
    .font-path = font file or folder for papers
    .allow-geta = print 〓 and a footnote for characters that no font has

help-ledger = Look at the ledger of the case, and check it
help-ledger-list = What is held, and how it stands
help-ledger-verify = Check that the ledger was not altered

help-doctor = Find out what this machine can and cannot do
    .long = Finds out what this machine can and cannot do. The exit code is 1 where anything needs attention, and 0 where things are only unknown.
help-man = Write the manual pages
    .dir = folder to write to (Japanese pages go to DIR/ja)
help-completions = Print a completion script
    .shell = one of bash, zsh, fish, powershell, elvish
