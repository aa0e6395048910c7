# age 形式のヘッダーと鍵

err-not-age = 暗号化パッケージ（age 形式）ではありません。
rec-not-age = ファイルを取り違えていないか確かめてください。正しいファイルなら、先頭から壊れています。差出人に送り直しを頼んでください。
err-unknown-age-version = この版の azukari が知らない age 形式です。
rec-unknown-age-version = 差出人に、どのプログラムで作ったかを確かめてください。age v1 形式で作り直してもらえば開けます。
err-header-cut-short = パッケージが先頭部分の { $at } バイト目で途切れています。
rec-header-cut-short = コピーや送信が途中で止まっています。元のファイルと大きさを比べ、もう一度コピーしてください。
err-header-altered = パッケージの先頭部分（宛先の情報）が、封緘の後で変わっています。
rec-header-altered = 鍵の間違いではありません。ファイルが壊れたか、書き換えられています。差出人に送り直しを頼み、続くときは事故として扱ってください。
err-no-matching-key = お使いの鍵は、このパッケージの宛先に入っていません（先頭部分に壊れた様子はありません）。
rec-no-matching-key = 別の鍵があれば --identity で指定してください。なければ、差出人に自分のカード（azukari key card）を渡し、宛先に入れて封緘し直してもらってください。
err-excessive-work = パスフレーズの確認に 2^{ $required } の計算量を求められました。受け付けるのは 2^{ $limit } までです。
rec-excessive-work = 細工されたファイルかもしれません。差出人に確かめ、公開鍵あての封緘に替えてもらってください。
err-wrong-passphrase = パスフレーズが違います。何も開いていません。
rec-wrong-passphrase = 大文字・小文字、全角・半角、日本語入力の状態を確かめて、もう一度入力してください。
err-passphrase-needed = このファイルはパスフレーズで封じられています。
rec-passphrase-needed = --passphrase-file でパスフレーズのファイルを指定するか、端末で入力してください。
err-bad-recipient = 宛先として読めません: { $recipient }
rec-bad-recipient = 「age1」で始まる宛先が要ります。相手からカードをもう一度受け取ってください。
err-no-identity = 復号の鍵（AGE-SECRET-KEY-1…）が見つかりません。
rec-no-identity = --identity には age の鍵ファイルを指定してください。
err-no-recipients = 宛先がありません。
rec-no-recipients = --to で受取人を一人以上指定してください。
err-header-read = パッケージの先頭を読めませんでした（{ $reason }）。
rec-header-read = 媒体の接続とファイルの権限を確かめ、もう一度お試しください。
err-crypt-bug = 暗号の部品が予期しない動きをしました。azukari の不具合です。
rec-crypt-bug = 何も変更していません。この表示を添えて開発元に連絡してください。
