# 案件・鍵・一覧・預り・発行の失敗

err-case-missing = { $path } とその上のフォルダーに、案件がありません。
rec-case-missing = 案件のフォルダーを --case で指定するか、「azukari init」で案件を作ってください。
err-case-exists = { $path } は、すでに案件です。何も変更していません。
rec-case-exists = 別のフォルダーを指定してください。
err-case-inside = { $path } は、別の案件 { $outer } のフォルダーの中です。何も変更していません。
rec-case-inside = 案件の中に案件を作ると、取り違えのもとになります。案件の外のフォルダーを指定してください。
err-case-settings = 案件の設定ファイル { $path } { $lacks ->
    [none] を読み取れません（{ $line ->
        [unknown] {""}
       *[other] { $line } 行目、
    }{ $reason }）。
   *[other] に、必要な項目「{ $lacks }」がありません{ $line ->
        [unknown] {""}
       *[other] （{ $line } 行目から始まる部分）
    }。
}
rec-case-settings = ファイルが壊れたか、一部が消えています。控えの azukari.toml を元の場所に戻してください。控えがなければ、テキストエディターで直してください。
err-case-version = { $path } は、この版の azukari では扱えない形式（{ $found }）です。
rec-case-version = 新しい版の azukari を使ってください。
err-case-read = 案件の { $path } を読めません（{ $reason }）。
rec-case-read = フォルダーがつながっていること、読み取りの権限があることを確かめてください。
err-case-write = 案件の { $path } に書けません（{ $reason }）。
rec-case-write = 空き容量と書き込みの権限を確かめて、もう一度実行してください。
err-case-card = カード { $path } が使えません（{ $reason }）。
rec-case-card = カードを本人から受け取り直し、「azukari key import」で取り込んでください。壊れたファイルはフォルダーの外へ移してください。

err-keys-no-home = 鍵を置く場所が分かりません。
rec-keys-no-home = 環境変数 AZUKARI_HOME に、鍵を置くフォルダーを設定してください。
err-keys-missing = { $path } に鍵がありません。{ $lacking ->
    [none] {""}
   *[other] 鍵の組の一部だけが残っています（ない: { $lacking }）。控えから戻すか、残りのファイルを別の場所に移してから鍵を作ってください。
}
rec-keys-missing = 「azukari key new --name 氏名」で鍵を作ってください。
err-keys-exist = { $path } には、すでに鍵があります。上書きはしません。{ $lacking ->
    [none] {""}
   *[other] 鍵の組の一部だけが残っています（ない: { $lacking }）。控えから戻すか、残りのファイルを別の場所に移してから鍵を作ってください。
}
rec-keys-exist = 今ある鍵をそのまま使ってください。別の鍵が必要なら、AZUKARI_HOME に別のフォルダーを指定してください。
err-keys-read = 鍵のファイル { $path } を読めません（{ $reason }）。
rec-keys-read = フォルダーがつながっていること、読み取りの権限があることを確かめてください。
err-keys-write = 鍵のファイル { $path } を書けません（{ $reason }）。
rec-keys-write = 空き容量と書き込みの権限を確かめてください。
err-keys-foreign = { $path } は、カードに載っている鍵ではありません。
rec-keys-foreign = 鍵のフォルダーに別の人のファイルが混ざっていないか確かめ、控えから正しい鍵を戻してください。
err-keys-wrong-passphrase = パスフレーズが違います（{ $path }）。
rec-keys-wrong-passphrase = パスフレーズを確かめて、もう一度実行してください。何も変更していません。

err-list-encoding = 一覧の文字コードが分かりません。
rec-list-encoding = 一覧を UTF-8 または Shift_JIS（CP932）で保存し直してください。
err-list-empty = 一覧にファイルが1件も載っていません。
rec-list-empty = 一覧のファイルが正しいか確かめてください。
err-list-no-names = 一覧の見出し「{ $heading }」に、ファイル名の列がありません。
rec-list-no-names = 1行目に「ファイル名」または「パス」の見出しを付けるか、sha256sum の形式の一覧を使ってください。
err-list-line = 一覧の { $line } 行目が読み取れません。
rec-list-line = その行を直すか、一覧を出し直してもらってください。
err-list-hash = 一覧の { $line } 行目のハッシュ値「{ $value }」は、SHA-256 の値ではありません。
rec-list-hash = SHA-256（64桁の16進数）の一覧を出し直してもらってください。
err-list-size = 一覧の { $line } 行目のサイズ「{ $value }」は、バイト数ではありません。
rec-list-size = サイズをバイト数（整数）で書いた一覧を使ってください。
err-list-twice = 一覧の { $first } 行目と { $line } 行目が、同じファイル { $path } を指しています。
rec-list-twice = どちらが正しいかを確かめ、一覧を直してください。

err-pending-write = 作業中の記録を { $path } に書けないので、作業を始めませんでした（{ $reason }）。
rec-pending-write = 鍵のフォルダーの空き容量と書き込みの権限を確かめてください。

err-survey-root = { $path } を読めません（{ $reason }）。
rec-survey-root = 媒体がつながっていること、フォルダーの名前が正しいことを確かめてください。
err-survey-not-a-folder = { $path } は、フォルダーでもファイルでもありません。
rec-survey-not-a-folder = 媒体が見えているフォルダー（例: /media/usb、E:\）を指定してください。
err-survey-changed = 読んでいる間に { $path } が変わりました。預り証は作っていません。
rec-survey-changed = そのファイルを開いているプログラムを閉じ、媒体を書き込み禁止にして、もう一度実行してください。
err-survey-interrupted = 中断しました。預り証は作っていません。
rec-survey-interrupted = もう一度同じコマンドを実行してください。

err-receive-not-as-agreed = 受渡しが甲の指定と違います（違うもの:{ $means ->
    [yes] {" "}手段
   *[no] {""}
}{ $place ->
    [yes] {" "}場所
   *[no] {""}
}{ $date ->
    [yes] {" "}日
   *[no] {""}
}）。備考がないので、預り証を作りませんでした。
rec-receive-not-as-agreed = 違った理由を --remark に書いて、もう一度実行してください。
err-receive-again = 同じ内容を、すでに { $asset } として受け取っています（預り証 { $receipt }）。
rec-receive-again = 二重の受領でないことを確かめてください。同じ内容を改めて受け取るときは、--again を付けてください。
err-receive-medium-again = 製造番号 { $serial } の媒体は、すでに { $asset } として預かっています（預り証 { $receipt }）。
rec-receive-medium-again = 番号を確かめてください。預かり中の同じ媒体を改めて受け取るときは、--again を付けてください。
err-receive-nothing = { $path } には、ファイルもフォルダーもありません。
rec-receive-nothing = 媒体が正しく見えているか確かめてください。
err-receive-nameless = { $path } は 1 つのファイルです。情報資産名を指定してください（ファイル名は台帳に書きません）。
rec-receive-nameless = --asset-name で情報資産名を指定してください。
err-receive-own-folder = { $path } は、案件自身のフォルダーです。
rec-receive-own-folder = 受け取った媒体またはフォルダーを指定してください。

err-issue-signer = この案件では、鍵 { $id } の署名で書類を発行できません: { $reason }
rec-issue-signer = 案件に登録された人の鍵で実行するか、登録された人が「azukari key import」でカードを取り込んでください。
err-issue-clock = 時計が { $now } で、台帳の最後の記録（{ $last }）より前です。書類を発行しませんでした。
rec-issue-clock = パソコンの時計を合わせて、もう一度実行してください。
err-issue-crowded = ほかの人の記録が続いたため、台帳に書けませんでした。何も発行していません。
rec-issue-crowded = 少し待って、もう一度実行してください。
err-issue-document = 書類を組み立てられませんでした（{ $reason }）。
rec-issue-document = azukari の不具合です。この表示を添えて開発元に連絡してください。
