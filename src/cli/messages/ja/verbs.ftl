# 各コマンドのことば

prompt-key-passphrase = { $name } さんの鍵（{ $id }）のパスフレーズ:
warn-leftover = { $started } に始めた作業（{ $kind ->
    [open] 開封
    [seal] 封緘
    [wipe] 消去
    [receive] 受領
    [issue] 書類の発行
    [init] 案件の作成
   *[other] { $kind }
}）が途中で止まり、次のものが残っています: { $paths }。不要なら消してください。元のデータの写しを含むことがあります。
warn-leftover-complete = { $started } に始めた封緘が、最後に途切れました。{ $package } と送付書（{ $paths }）は完成していますが、台帳に移送の記録がない可能性があります。送付書を消さないでください。「azukari verify」と「azukari ledger list」で確かめ、記録がなければ、パッケージと送付書を消して封緘し直してください。このお知らせは { $marker } を消すまで続きます。
warn-leftover-opened = { $started } に始めた開封が、最後に途切れました。{ $package } に中身はすべてありますが、受領確認書が発行されていない可能性があります。「azukari ledger list」で確かめ、記録がなければ、フォルダーを消して開封し直してください。このお知らせは { $marker } を消すまで続きます。
warn-leftover-volumes = { $started } に始めた分冊の封緘が途中で止まっています: { $paths }。同じコマンドをもう一度実行すると、できた分冊を生かして続きから作ります。やめるなら、このフォルダーを消してください（中身は暗号文だけです）。
warn-leftover-wipe = { $started } に始めた消去が途中で止まりました。消すはずで残っているもの: { $paths }。その中のファイルは一部だけ上書きされていることがあります。もう一度「azukari wipe files」で消去してください。空のフォルダーだけなら、そのまま消してください。ほかのファイルの結果は、別に示す控えにあります。
warn-leftover-parts = 途中で切れた作業が、書きかけのファイルを残しています: { $paths }。使い道はないので消してください。
warn-leftover-evidence = { $started } に始めた消去が途中で切れました。消した結果の控えは { $paths } です（1 行目は始めた日時、続いて予定したファイル、1 ファイルごとの結果）。「azukari ledger list」で、その日時の証明書があるかを確かめてください。なければ、これが唯一の証拠です。複写を取り、残ったファイルを「azukari wipe files」で消去し、すでに消えたファイルは控えを添えて経過を書面にして責任者に報告してください（証明書はあとからは作れません）。書面ができるまで消さないでください。
warn-leftover-filling = { $started } に始めた開封が途中で止まりました。{ $paths } の中のものはすべてその書きかけです（開封の前は空でした）。隠しフォルダーも含めて中のものを消し、開封し直してください。
warn-no-pdf = { $number } の PDF を作れませんでした。{ $reason } { $next } 代わりに html で書きました。書類そのもの（.json と .sig）は発行済みです。
warn-no-html = { $number } の html も作れませんでした。{ $reason } { $next }
warn-verification-stale = 書類 { $number } は発行済みですが、documents フォルダーの allowed_signers と VERIFY.txt を更新できませんでした。空き容量と書き込みの権限を確かめてください。次の発行のときに更新します。
issued = { $title } { $number } を発行しました: { $path }
title-receipt = 預り証

err-name-needed = 新しい鍵の持ち主の氏名がありません。
rec-name-needed = --name に氏名を書いてください。例: --name "見本 花子"
err-one-output = 1つのファイルに、複数の要求は書けません。
rec-one-output = --output を付けないか、書類を1つだけ指定してください。
err-record-altered = 書類と署名が合いません: { $path }。署名の後で内容が変えられたか、別の書類の署名です。
rec-record-altered = この書類は使わず、発行者に確かめてください。表示も印字もしていません。
warn-shown-unsigned = この書類には署名がありません。内容が発行されたとおりかは分かりません。
err-not-ours = { $path } は、azukari の書類でもカードでもありません。
rec-not-ours = 書類（.json または .pdf）かカード（.card.json）を指定してください。
err-record-read = { $path } を書類として読めません（{ $reason }）。
rec-record-read = 壊れていないか、新しい版の azukari で作られたものでないか確かめてください。

init-done = 案件「{ $title }」（甲: { $client }）を作りました: { $path }
init-next = 次は、媒体を受け取るとき: azukari --case { $path } receive 媒体のフォルダー --from 引渡者 --means 手段 --place 場所

key-made = 鍵を作りました: { $path }（短い名前 { $id }、指紋 { $fingerprint }）
key-post-quantum-added = 量子計算機に耐える受取鍵（age1pq…）を加え、カードを新しくしました: { $path }。今までの鍵と署名はそのまま使えます。新しいカードを相手に渡し直してください。
key-give-card = 相手に渡すのは、このカードです: { $path }
key-card-written = カードを書きました: { $path }
key-mine = 自分
key-valid = 有効
key-expired = 期限切れ
key-revoked = 失効
key-not-yet-valid = 期間前
key-unlisted = 未登録
warn-card-unlisted = { $path } は、台帳に取り込みの記録がないので使いません。本人に指紋を確かめてから「azukari key import」で取り込んでください。
key-none = 鍵もカードもありません。「azukari key new」で鍵を作り、「azukari key import」で相手のカードを取り込みます。
key-card-shown = カード: { $who }  短い名前 { $id } 指紋 { $fingerprint }
key-card-post-quantum = このカードには、量子計算機に耐える受取鍵もあります。
key-import-confirm = この指紋を、電話など別の経路で { $name } さん本人に確かめましたか。
key-imported = { $name } さんのカードを取り込みました: { $path }
key-imported-personal = { $name } さんのカードを、案件にではなく、自分の鍵のフォルダーに取り込みました: { $path }。検証と開封ではどの案件でも使いますが、封緘の宛先にするには、案件を指定して（--case）取り込んでください。
key-passphrase-changed = パスフレーズを変えました。古い控えは、古いパスフレーズのままです。

ledger-empty = 台帳には、まだ何も載っていません。
ledger-files = { $files } ファイル { $size }
ledger-wiped = 消去した量: 台帳の { $of } ファイル（{ $whole }）に対し、{ $files } ファイル（{ $size }）
ledger-awaited = 受領確認書がまだ返っていない人: { $count } 人（{ $names }）
ledger-openings = { $count } 回取り出しています（ファイル数と大きさは、すべての写しの合計）
ledger-medium = 媒体 { $medium }（{ $size }）　{ $title }
medium-wiped-pass = 消去・合格
medium-wiped-failed = 消去・不合格
medium-wiped-unknown = 消去・未検証
ledger-from-other = { $number }（{ $issuer } 発行）
holding-with-exceptions = （例外付き { $count } 件）
holding-in-custody = 保管中
holding-sealed = 封緘済
holding-in-transit = 移送中
holding-received = 受領済
holding-wiped = 消去済
holding-partly-wiped = 一部消去
holding-wipe-unverified = 消去・未検証
holding-wipe-failed = 消去・不合格
warn-unfinished = 台帳の { $sequence } 番目の作業（{ $at }、{ $actor }、{ $subject }）は、終わったという記録がありません。
ledger-head = 台帳の記録 { $entries } 件。最後は { $sequence } 番目で、SHA-256 は { $sha256 }。この案件で発行した書類 { $documents } 件と照合しました。
ledger-unknown-signer = { $first } 番目からの { $entries } 件は、確かめられない鍵の署名です: { $name }（{ $fingerprint }、{ $reason }）
warn-clock-set-back = 前の記録より古い時刻の記録が { $entries } 件あります。時計が戻された可能性があります。
warn-odd-not-issued = { $path } は、台帳に発行の記録がありません。
warn-odd-unfinished = { $path } は、発行の途中で切れた（または今発行している）書類です。発行されていません。だれも作業していなければ消してください。
warn-odd-altered = { $path } は、発行のときと内容が違います。
warn-odd-missing = 台帳に発行の記録がある { $path } がありません。
warn-odd-annex-altered = 添付 { $path } は、発行のときと内容が違います。
warn-odd-annex-missing = 添付 { $path } がありません。
ledger-good = 合格: 台帳はつながっており、署名はすべて登録された人のものです。
ledger-unknown = 未検証: 台帳はつながっていますが、確かめられない部分があります。
ledger-bad = 不合格: 台帳が書き換えられているか、壊れています。
ledger-documents-bad = 不合格: 台帳はつながっていますが、発行の記録と合わない書類があります。
ledger-documents-missing = 未検証: 台帳はつながっていますが、発行した書類に、ここにないものがあります。

receive-contents = 受け取ったもの: { $files } ファイル、{ $folders } フォルダー、{ $size }（{ $bytes } バイト）
warn-medium-unknown = 媒体のことをシステムから調べられません。{ $reason } { $next }
warn-serial-conflict = 入力された製造番号と、機器が答えた製造番号が違います。両方を預り証に載せました。ラベルを確かめてください。
warn-unreadable = 読めないので、受け取った数に入れていません: { $path }（{ $reason }）
receive-not-files = ファイルではないもの（リンクなど。たどっていません）: { $count } 件
receive-match = 一覧と照合一致: { $matched } 件
receive-differs = 一覧との相違あり。一致したのは { $matched } 件です。
receive-differs-next = 次の操作: 相違事項は預り証 { $number } に載せました。引渡者（{ $name }）と甲に知らせて、一覧の誤りか、媒体の取り違え・欠落・改変かを確かめてください。確かめるまで、作業に使わないでください。
receive-no-list = 甲の一覧がないので、照合していません。
receive-presence-only = 一覧に名前しかないので、内容を照合していないもの: { $files } 件
receive-present-unverified = 一覧と過不足はありません。内容まで照合できたのは { $matched } 件です（ほかは未照合）。
receive-size-only = 一覧にハッシュ値がないので、名前と大きさだけを照合したもの: { $files } 件
receive-missing = 一覧にあって、受け取ったものにない: { $count } 件
receive-extra = 一覧になくて、受け取ったものにある: { $count } 件
receive-altered = 内容が一覧と違う: { $count } 件
receive-renamed = 名前の文字の組み立て（NFC/NFD）だけが違う: { $count } 件
receive-more = ほか { $count } 件（書類にはすべて載っています）

show-written = 書きました: { $path }
