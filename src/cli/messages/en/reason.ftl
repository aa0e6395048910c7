# Reasons (codes, and what the system says)

list-separator = {", "}
reason-quoted = { $original }

system-not-found = no such file or folder ({ $original })
system-permission-denied = no permission ({ $original })
system-storage-full = no space left ({ $original })
system-read-only = the place is write-protected ({ $original })
system-not-a-folder = a name on the way is no folder ({ $original })
system-is-a-folder = it is a folder ({ $original })
system-already-exists = something of that name is there already ({ $original })
system-busy = in use elsewhere ({ $original })
system-input-output = the medium failed while reading or writing ({ $original })

reason-fits = the signature fits
reason-no-signature = there is no signature
reason-unknown-key = no card of that key was imported
reason-not-yet-valid = its card was not valid yet
reason-expired = its card had expired
reason-revoked = the key was revoked
reason-mismatch = the content was changed after signing, or the signature belongs to something else
reason-wrong-namespace = signed as another kind of record
reason-malformed = damaged form
reason-unsupported-algorithm = a method that cannot be checked

reason-unknown-authority = an authority that is not trusted
reason-authority-expired = the authority's certificate has expired
reason-unusable-certificate = a certificate that cannot be used
reason-no-certificate = there is no certificate
reason-refused = the authority refused
reason-other-content = made for other content
reason-signature-missing = its .sig file is not beside it
reason-signature-mismatch = the signature does not fit
reason-other-certificate = made by another certificate
reason-wrong-usage = not a certificate for time-stamping
reason-not-valid-then = a certificate that was not valid then

reason-record-shape = not the shape of a record
reason-record-schema = a kind or form that this version does not know
reason-record-number = an unusable number

reason-name-not-text = its name is not text

reason-sender-unknown = the sender's key is not known
reason-not-addressed = the receiver is not among the signed recipients
reason-note-missing = there was no delivery note
reason-note-unconfirmed = the signer of the delivery note is not known
reason-not-stated = it says "with exceptions" and names none
reason-files-missing = something on the list is missing
reason-files-extra = something is not on the list
reason-files-not-compared = the content of some files was not compared (no digests on the client's list)
reason-not-as-sealed = some of what was taken out is not as it was sealed
reason-files-altered = something differs from the list
reason-files-unreadable = something could not be read
reason-not-as-agreed = not handed over as the client had fixed it
