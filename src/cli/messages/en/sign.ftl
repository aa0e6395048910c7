# Signing keys, signatures, cards

err-key-random = The operating system gave no random bytes to make a key from.
rec-key-random = Restart the computer and try again. If it persists, have an administrator check the system.
err-key-empty-passphrase = The passphrase is empty. azukari makes no key without one.
rec-key-empty-passphrase = Choose a passphrase and enter it again. A long sentence is safer.
err-key-lock = The key could not be locked with its passphrase ({ $reason }).
rec-key-lock = Try again. If it persists, report this message to the developers.
err-key-wrong-passphrase = The passphrase is wrong. The key was not opened.
rec-key-wrong-passphrase = Check upper and lower case and the input method, then enter it again. A forgotten passphrase cannot be recovered: make a new key and hand out its card.
err-key-not-locked = No passphrase locks this key.
rec-key-not-locked = Give it one with "ssh-keygen -p -f KEYFILE", then try again.
err-key-too-costly = The key asks for { $rounds } rounds of work before it opens; at most { $max } are accepted.
rec-key-too-costly = The file is damaged or was tampered with. If it is your own key, lock it again with "ssh-keygen -p -a 64 -f KEYFILE".
err-key-too-large = Too large for a key ({ $bytes } bytes; the limit is { $max }).
rec-key-too-large = Check that the file you named is a key.
err-key-malformed = Not readable as a key in OpenSSH format ({ $reason }).
rec-key-malformed = The file is damaged or of another kind. Restore it from a backup, or name the right file.
err-key-not-ed25519 = The key is of another kind ({ $found }). Only Ed25519 keys can be used.
rec-key-not-ed25519 = Make a key with "azukari key new", or name an Ed25519 key.
err-key-weak = This public key is weak: one signature by it would fit anything, so it cannot be used.
rec-key-weak = Ask its holder for a card made with a new key.

err-signature-malformed = Not readable as a signature: damaged, or not a signature at all.
rec-signature-malformed = Ask the sender for the signature file (.sig) again.
err-signature-too-large = Too large for a signature ({ $bytes } bytes; the limit is { $max }).
rec-signature-too-large = Check that the file you named is a signature.
err-signature-wrong-namespace = This signature was made for another use ({ $found }); { $expected } is needed here.
rec-signature-wrong-namespace = Check that document and signature belong together. If they do, one may have been swapped: do not use it, and contact the sender.
err-signature-mismatch = The signature does not fit the content. The content changed after signing, or the signature belongs to another document.
rec-signature-mismatch = Do not use this document. Contact the sender over another channel and receive it again.
err-signature-unsupported = Signatures of this kind ({ $found }) cannot be checked.
rec-signature-unsupported = Ask for a signature with an Ed25519 key, or check it with "ssh-keygen -Y verify".
err-signature-write = The signature could not be written ({ $reason }).
rec-signature-write = Try again. If it persists, report this message to the developers.

err-card-too-large = Too large for a card ({ $bytes } bytes; the limit is { $max }).
rec-card-too-large = Check that the file you named is a card (.card.json).
err-card-parse = Not readable as a card ({ $reason }).
rec-card-parse = It is not a card (.card.json) or was damaged on the way. Ask its holder for it again.
err-card-schema = This version cannot read cards of this form ({ $found }).
rec-card-schema = Update azukari.
err-card-field = The field "{ $field }" of the card is unusable: empty, too long, with characters that deceive the eye, or contradictory.
rec-card-field = If it is your own card, correct the value. If you received it, ask its holder for a new one.
err-card-signature = The card's own signature does not hold: { $why ->
    [signature-mismatch] the card was changed after it was signed.
    [signature-wrong-namespace] it was not made for a card.
    [signature-unsupported] it is of a kind that cannot be checked.
   *[other] it is damaged.
}
rec-card-signature = Do not use this card. Receive it again, and compare the fingerprint (SHA256:…) by telephone.
err-card-foreign-key = The key on the card ({ $shown }) is not the key that signed it ({ $signer }).
rec-card-foreign-key = Do not use this card. Ask its holder for one made with their own key.

err-keyring-id-taken = The short key name { $id } already belongs to another key ({ $known }); this one is { $claimed }.
rec-keyring-id-taken = This does not happen by chance. Do not import the card; confirm the fingerprints with both holders.
