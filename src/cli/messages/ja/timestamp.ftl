# タイムスタンプ（RFC 3161）

help-timestamp = 署名にタイムスタンプを付ける（通信なし、RFC 3161）
    .long = 署名がいつから存在していたかを、時刻認証局（TSA）に証明してもらいます。要求はファイルで外に出し、通信のできる別のパソコンから送ります。応答もファイルで受け取り、署名の隣に置きます。verify が確かめます。
help-timestamp-request = 署名のための要求を作る（X.sig.tsq）
    .records = 対象の書類か署名（.json または .sig）
    .output = 要求の写しを書くファイル。USB メモリなど（1件のときだけ）
help-timestamp-import = 応答を確かめて、署名の隣に置く（X.sig.tsr）
    .long = 応答がどの署名に対するものかを探し、要求と照合し、確かめて、署名の隣に置きます。不合格なら置きません。まだ信頼していない時刻認証局のものは、置いたうえで未検証（終了コード 4）になります。
    .response = 時刻認証局の応答（.tsr）
    .record = 対象の書類か署名（なければ案件の中と、応答の隣から探す）
    .tsa-ca = 今回だけ信頼する時刻認証局のルート証明書（PEM か DER）
help-timestamp-trust = 時刻認証局をこの案件で信頼する（指紋を確かめてから）
    .certificate = 時刻認証局のルート証明書（PEM か DER）

timestamp-asked = 要求を書きました: { $path }（署名の SHA-256: { $imprint }）
timestamp-asked-again = 要求は前に作ったものがあり、それを使います: { $path }（署名の SHA-256: { $imprint }）
timestamp-send = 通信のできるパソコンへ運び、時刻認証局へ送ってください。例: curl -H "Content-Type: application/timestamp-query" --data-binary @FILE.tsq URL -o FILE.tsr。次に: azukari timestamp import FILE.tsr
timestamp-kept = タイムスタンプを置きました: { $path }
timestamp-says = タイムスタンプ: { $at }、{ $tsa }（通し番号 { $serial }、ポリシー { $policy }）
timestamp-good = タイムスタンプは合格です。信頼している時刻認証局: { $authority }
warn-timestamp-unknown = タイムスタンプに改変は見つかりませんが、確かめられません: { $reason-code ->
        [unknown-authority] 時刻認証局を、ここではまだ信頼していません
        [authority-expired] その時刻には、時刻認証局の証明書が有効ではありませんでした
        [unusable-certificate] ここでは扱えない種類の証明書です
        [no-certificate] 証明書が付いていません
        [unsupported-algorithm] ここでは確かめられない方式です: { $detail }
       *[other] { $reason }
    }。指紋を確かめてから「azukari timestamp trust」で信頼すると、有効になります。
warn-timestamp-no-request = 対応する要求が残っていないので、乱数は照合していません。
timestamp-authority = 時刻認証局: { $name }
    { "  " }有効期間: { $from } - { $until }
    { "  " }SHA-256: { $fingerprint }
timestamp-trust-confirm = この指紋を、時刻認証局が公表している指紋と照合しましたか。
timestamp-trusted = これから { $name } のタイムスタンプを信頼します: { $path }

show-timestamp-request = タイムスタンプの要求。対象の SHA-256: { $imprint }（乱数 { $nonce }）
show-timestamp-beside = （書類の隣にあるものです。信頼できるかどうかは「azukari verify」で確かめてください。）

found-stamp-good = タイムスタンプ { $name } 合格: この署名は { $at } には存在していました。証明: { $tsa }（通し番号 { $serial }、ポリシー { $policy }、信頼の元 { $authority }）
found-stamp-unknown = タイムスタンプ { $name } 未検証: 時刻 { $at }、{ $tsa }（通し番号 { $serial }、ポリシー { $policy }）。改変は見つかりませんが、{ $reason-code ->
        [unknown-authority] 時刻認証局を、ここではまだ信頼していません
        [authority-expired] その時刻には、時刻認証局の証明書が有効ではありませんでした
        [unusable-certificate] ここでは扱えない種類の証明書です
        [no-certificate] 証明書が付いていません
        [unsupported-algorithm] ここでは確かめられない方式です: { $detail }
       *[other] { $reason }
    }
found-stamp-bad = タイムスタンプ { $name } 不合格: { $reason-code ->
        [refused] 時刻認証局が断りました: { $detail }
        [malformed] 応答（TimeStampResp）として読めません
        [other-content] 別の内容に対するものです
        [signature-mismatch] 署名が合いません
        [other-certificate] 付いている証明書の署名ではありません
        [wrong-usage] タイムスタンプ専用の証明書ではありません
        [not-valid-then] その時刻には、証明書が有効ではありませんでした（{ $detail }）
        [unsupported-algorithm] ここでは扱えない方式です: { $detail }
       *[other] { $reason }
    }（書かれている内容: { $at }、{ $tsa }、通し番号 { $serial }、ポリシー { $policy }）
found-stamp-unreadable = タイムスタンプ { $name } 不合格: { $reason-code ->
        [refused] 時刻認証局が断りました: { $detail }
        [malformed] 応答（TimeStampResp）として読めません
        [other-content] 別の内容に対するものです
        [signature-mismatch] 署名が合いません
        [other-certificate] 付いている証明書の署名ではありません
        [wrong-usage] タイムスタンプ専用の証明書ではありません
        [not-valid-then] その時刻には、証明書が有効ではありませんでした（{ $detail }）
        [unsupported-algorithm] ここでは扱えない方式です: { $detail }
       *[other] { $reason }
    }
found-stamp-before-issue = タイムスタンプの時刻（{ $at }）が、書類に書かれた発行日時（{ $issued }）より前です。発行したパソコンの時計がずれていた可能性があります

err-stamp-request = { $path } は、タイムスタンプの要求として扱えません（{ $reason }）。
rec-stamp-request = 別の場所へ移し、「azukari timestamp request」で作り直してください。
err-stamp-no-random = 要求のための乱数を、OS から受け取れませんでした。
rec-stamp-no-random = パソコンを再起動して、もう一度お試しください。
err-stamp-certificate = { $path } は、時刻認証局の証明書として使えません: { $what ->
    [not-an-authority] 発行者（CA）の証明書ではなく、発行された側の証明書です
    [too-many] 一度に照合できないほど多くの証明書が入っています
    [unsupported] ここでは扱えない種類の証明書です
   *[other] 読み取れません
}
rec-stamp-certificate = 時刻認証局のウェブページからルート証明書（PEM か DER）を入手し、指紋を照合してください。
err-timestamp-no-signature = 署名がありません: { $path }
rec-timestamp-no-signature = 隣に .sig のある書類（.json）か、署名（.sig）を指定してください。
err-timestamp-exists = 別のタイムスタンプがすでにあります: { $path }
rec-timestamp-exists = 何も変更していません。「azukari verify」で確かめ、取り替えるときは別の場所へ移してください。
err-timestamp-other-request = 残っている要求 { $path } は、隣の署名に対するものではありません。
rec-timestamp-other-request = 何も変更していません。書類と署名が入れ替わっていないか確かめるか、要求を別の場所へ移してください。
err-timestamp-bad = { $path } は、タイムスタンプとして不合格です: { $reason-code ->
        [refused] 時刻認証局が断りました: { $detail }
        [malformed] 応答（TimeStampResp）として読めません
        [other-content] 別の内容に対するものです
        [signature-mismatch] 署名が合いません
        [other-certificate] 付いている証明書の署名ではありません
        [wrong-usage] タイムスタンプ専用の証明書ではありません
        [not-valid-then] その時刻には、証明書が有効ではありませんでした（{ $detail }）
        [unsupported-algorithm] ここでは扱えない方式です: { $detail }
       *[other] { $reason }
    }
rec-timestamp-bad = 何も置いていません。同じ要求を、もう一度時刻認証局に送ってください。
err-timestamp-other-answer = { $path } は、残っている要求 { $request } への応答ではありません（乱数が違います）。
rec-timestamp-other-answer = 何も置いていません。正しい応答を探すか、残っている要求をもう一度送ってください。
err-timestamp-no-match = { $path } が対象とする署名が、ここにありません（ハッシュ値 { $imprint }）。
rec-timestamp-no-match = 何も置いていません。--for で書類を、または --case で案件を指定してください。
err-timestamp-read = { $path } を読めません（{ $reason }）。
rec-timestamp-read = 名前と、読み取りの権限を確かめてください。
err-timestamp-write = { $path } に書けません（{ $reason }）。
rec-timestamp-write = 空き容量、書き込みの権限、同じ名前のものがないかを確かめてください。
