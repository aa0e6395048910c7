# 署名鍵・署名・カード

err-key-random = 鍵を作るための乱数を、OS から受け取れませんでした。
rec-key-random = パソコンを再起動して、もう一度お試しください。続くときは、管理者に OS の状態を確認してもらってください。
err-key-empty-passphrase = パスフレーズが空です。パスフレーズのない鍵は作りません。
rec-key-empty-passphrase = パスフレーズを決めて、もう一度入力してください。長い文のほうが安全です。
err-key-lock = 鍵にパスフレーズの錠を掛けられませんでした（{ $reason }）。
rec-key-lock = もう一度お試しください。続くときは、この表示を添えて開発元に連絡してください。
err-key-wrong-passphrase = パスフレーズが違います。鍵は開きませんでした。
rec-key-wrong-passphrase = 大文字・小文字、日本語入力の状態を確かめて、もう一度入力してください。忘れたパスフレーズは取り戻せません。その場合は新しい鍵を作り、カードを配り直してください。
err-key-not-locked = この鍵にはパスフレーズの錠が掛かっていません。
rec-key-not-locked = 「ssh-keygen -p -f 鍵ファイル」でパスフレーズを付けてから、もう一度お試しください。
err-key-too-costly = 鍵を開くのに { $rounds } 回の計算を求められました。受け付けるのは { $max } 回までです。
rec-key-too-costly = ファイルが壊れているか、細工されています。自分の鍵なら「ssh-keygen -p -a 64 -f 鍵ファイル」で掛け直してください。
err-key-too-large = 鍵として大きすぎます（{ $bytes } バイト。上限は { $max } バイト）。
rec-key-too-large = 鍵ではないファイルを指定していないか、確かめてください。
err-key-malformed = OpenSSH 形式の鍵として読めません（{ $reason }）。
rec-key-malformed = ファイルが壊れているか、別の種類のファイルです。控えから戻すか、正しいファイルを指定してください。
err-key-not-ed25519 = 鍵の種類（{ $found }）が違います。使えるのは Ed25519 の鍵だけです。
rec-key-not-ed25519 = 「azukari key new」で鍵を作るか、Ed25519 の鍵を指定してください。
err-key-weak = この公開鍵は弱い鍵です。一つの署名が何にでも合ってしまうため、使えません。
rec-key-weak = 相手に連絡し、新しい鍵で作ったカードを受け取ってください。

err-signature-malformed = 署名として読めません。壊れているか、署名ではないファイルです。
rec-signature-malformed = 差出人から署名ファイル（.sig）をもう一度受け取ってください。
err-signature-too-large = 署名として大きすぎます（{ $bytes } バイト。上限は { $max } バイト）。
rec-signature-too-large = 署名ではないファイルを指定していないか、確かめてください。
err-signature-wrong-namespace = この署名は別の用途（{ $found }）のものです。ここで要るのは { $expected } の署名です。
rec-signature-wrong-namespace = 書類と署名ファイルの組み合わせを確かめてください。正しい組なら、差し替えの疑いがあります。使わずに相手に連絡してください。
err-signature-mismatch = 署名が内容に合いません。署名の後で内容が変わったか、別の書類の署名です。
rec-signature-mismatch = この書類を使わないでください。別の経路で相手に連絡し、もう一度受け取ってください。
err-signature-unsupported = この署名の方式（{ $found }）は確かめられません。
rec-signature-unsupported = 相手に Ed25519 の鍵での署名を頼むか、「ssh-keygen -Y verify」で確かめてください。
err-signature-write = 署名を書き出せませんでした（{ $reason }）。
rec-signature-write = もう一度お試しください。続くときは、この表示を添えて開発元に連絡してください。

err-card-too-large = カードとして大きすぎます（{ $bytes } バイト。上限は { $max } バイト）。
rec-card-too-large = カード（.card.json）ではないファイルを指定していないか、確かめてください。
err-card-parse = カードとして読めません（{ $reason }）。
rec-card-parse = カード（.card.json）ではないか、途中で壊れています。相手からもう一度受け取ってください。
err-card-schema = このカードの形式（{ $found }）は、この版では読めません。
rec-card-schema = azukari を新しい版にしてください。
err-card-field = カードの項目「{ $field }」が使えません。空、長すぎる、画面を欺く文字を含む、または食い違っています。
rec-card-field = 自分のカードなら値を直してください。受け取ったカードなら、相手に作り直しを頼んでください。
err-card-signature = カード自身の署名が確かめられません。{ $why ->
    [signature-mismatch] カードの内容が署名の後で変わっています。
    [signature-wrong-namespace] カードのための署名ではありません。
    [signature-unsupported] 確かめられない方式の署名です。
   *[other] 署名が壊れています。
}
rec-card-signature = このカードを使わないでください。相手からもう一度受け取り、指紋（SHA256:…）を電話などで照合してください。
err-card-foreign-key = カードに書かれた鍵（{ $shown }）と、署名した鍵（{ $signer }）が違います。
rec-card-foreign-key = このカードを使わないでください。相手に連絡し、本人の鍵で作ったカードを受け取ってください。

err-keyring-id-taken = 鍵の短い名前 { $id } は、すでに別の鍵（{ $known }）が使っています（今回の鍵は { $claimed }）。
rec-keyring-id-taken = 偶然には起こりません。取り込まずに、両方の持ち主に指紋を確かめてください。
