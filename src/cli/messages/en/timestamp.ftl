# Time-stamps (RFC 3161)

help-timestamp = Have signatures time-stamped, offline (RFC 3161)
    .long = Has an authority (TSA) attest since when a signature has existed. A request goes out as a file and is sent from any computer with a network; the response comes back as a file and stays beside the signature. verify checks it.
help-timestamp-request = Make the request for a signature (X.sig.tsq)
    .records = records or signatures (.json or .sig) to have stamped
    .output = write the request here too, such as to a stick (one only)
help-timestamp-import = Check a response and keep it (X.sig.tsr)
    .long = Finds the signature that the response is about, holds it against the request, checks it and keeps it beside the signature. A bad one is not kept. One by an authority that is not trusted yet is kept, and is unknown (exit code 4).
    .response = the response of the authority (.tsr)
    .record = the record or signature it is about; by default looked for in the case and beside the response
    .tsa-ca = root certificate of the authority (PEM or DER), trusted for this once
help-timestamp-trust = Trust an authority in this case, after comparing its fingerprint
    .certificate = root certificate of the authority (PEM or DER)

timestamp-asked = Wrote the request: { $path } (SHA-256 of the signature: { $imprint })
timestamp-asked-again = The request had been made before, and stays: { $path } (SHA-256 of the signature: { $imprint })
timestamp-send = Take it to a computer with a network and send it to the authority, such as: curl -H "Content-Type: application/timestamp-query" --data-binary @FILE.tsq URL -o FILE.tsr. Then: azukari timestamp import FILE.tsr
timestamp-kept = Kept the time-stamp: { $path }
timestamp-says = Time-stamp: { $at } by { $tsa } (serial number { $serial }, policy { $policy })
timestamp-good = The time-stamp is good; its authority is trusted: { $authority }
warn-timestamp-unknown = the time-stamp is intact, but cannot be judged: { $reason-code ->
        [unknown-authority] nobody here has vouched for its authority
        [authority-expired] its authority was not valid at that time
        [unusable-certificate] a certificate in it is of a kind that is not understood here
        [no-certificate] it came without a certificate
        [unsupported-algorithm] it uses an algorithm that is not checked here: { $detail }
       *[other] { $reason }
    }. Once the fingerprint is compared, `azukari timestamp trust` makes it count.
warn-timestamp-no-request = no request for it was kept, so that its random number was not compared.
timestamp-authority = Authority: { $name }
    { "  " }valid: { $from } - { $until }
    { "  " }SHA-256: { $fingerprint }
timestamp-trust-confirm = Did you compare this fingerprint with the one that the authority publishes?
timestamp-trusted = The time-stamps of { $name } count here from now on: { $path }

show-timestamp-request = Request for a time-stamp over SHA-256 { $imprint } (random number { $nonce })
show-timestamp-beside = (It lies beside the record. What it is worth, `azukari verify` says.)

found-stamp-good = time-stamp { $name } good: the signature has existed since { $at }, says { $tsa } (serial number { $serial }, policy { $policy }; trusted by way of { $authority })
found-stamp-unknown = time-stamp { $name } unknown: it states { $at }, by { $tsa } (serial number { $serial }, policy { $policy }), and is intact; but { $reason-code ->
        [unknown-authority] nobody here has vouched for its authority
        [authority-expired] its authority was not valid at that time
        [unusable-certificate] a certificate in it is of a kind that is not understood here
        [no-certificate] it came without a certificate
        [unsupported-algorithm] it uses an algorithm that is not checked here: { $detail }
       *[other] { $reason }
    }
found-stamp-bad = time-stamp { $name } bad: { $reason-code ->
        [refused] the authority refused: { $detail }
        [malformed] it cannot be read as a response (TimeStampResp)
        [other-content] it is about other bytes
        [signature-mismatch] its signature does not fit
        [other-certificate] it is not signed with the certificate that came with it
        [wrong-usage] its certificate is not one for time-stamping alone
        [not-valid-then] its certificate was not valid at that time ({ $detail })
        [unsupported-algorithm] it uses an algorithm that is not understood here: { $detail }
       *[other] { $reason }
    } (it claims { $at }, by { $tsa }, serial number { $serial }, policy { $policy })
found-stamp-unreadable = time-stamp { $name } bad: { $reason-code ->
        [refused] the authority refused: { $detail }
        [malformed] it cannot be read as a response (TimeStampResp)
        [other-content] it is about other bytes
        [signature-mismatch] its signature does not fit
        [other-certificate] it is not signed with the certificate that came with it
        [wrong-usage] its certificate is not one for time-stamping alone
        [not-valid-then] its certificate was not valid at that time ({ $detail })
        [unsupported-algorithm] it uses an algorithm that is not understood here: { $detail }
       *[other] { $reason }
    }
found-stamp-before-issue = the time-stamp ({ $at }) is earlier than the time that the record states itself ({ $issued }); the clock of whoever issued it may have been wrong

err-stamp-request = { $path } is no request for a time-stamp that is understood here ({ $reason })
rec-stamp-request = move it elsewhere and make a new one with `azukari timestamp request`
err-stamp-no-random = the system gave no randomness for the request
rec-stamp-no-random = restart the computer and try again
err-stamp-certificate = { $path } is no certificate of a time-stamping authority: { $what ->
    [not-an-authority] it is not that of an issuer (CA), but one that an issuer issued
    [too-many] it holds more certificates than anybody compares
    [unsupported] it is of a kind that is not understood here
   *[other] it cannot be read
}
rec-stamp-certificate = get the authority's root certificate (PEM or DER) from its web page, and compare the fingerprint
err-timestamp-no-signature = there is no signature at { $path }
rec-timestamp-no-signature = name a record (.json) with its .sig beside it, or a signature (.sig)
err-timestamp-exists = another time-stamp is there already: { $path }
rec-timestamp-exists = nothing was changed; check it with `azukari verify`, and move it elsewhere if it is to be replaced
err-timestamp-other-request = the request that was kept, { $path }, is about other bytes than the signature beside it
rec-timestamp-other-request = nothing was changed; check whether record and signature were exchanged, or move the request elsewhere
err-timestamp-bad = { $path } is worth nothing as a time-stamp: { $reason-code ->
        [refused] the authority refused: { $detail }
        [malformed] it cannot be read as a response (TimeStampResp)
        [other-content] it is about other bytes
        [signature-mismatch] its signature does not fit
        [other-certificate] it is not signed with the certificate that came with it
        [wrong-usage] its certificate is not one for time-stamping alone
        [not-valid-then] its certificate was not valid at that time ({ $detail })
        [unsupported-algorithm] it uses an algorithm that is not understood here: { $detail }
       *[other] { $reason }
    }
rec-timestamp-bad = nothing was kept; ask the authority again with the same request
err-timestamp-other-answer = { $path } does not answer the request that was kept, { $request }: the random numbers differ
rec-timestamp-other-answer = nothing was kept; look for the right answer, or ask again with the request that was kept
err-timestamp-no-match = no signature here is what { $path } is about (digest { $imprint })
rec-timestamp-no-match = nothing was kept; name the record with --for, or the case with --case
err-timestamp-read = cannot read { $path } ({ $reason })
rec-timestamp-read = check the name, and that you may read it
err-timestamp-write = cannot write { $path } ({ $reason })
rec-timestamp-write = check the free space, that you may write there, and that nothing of that name is there
