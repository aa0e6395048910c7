# パッケージ（封緘・開封）

err-package-cut-short = パッケージが途中で切れています。{ $expected } バイトあるはずが、{ $at } バイトしかありません。
rec-package-cut-short = コピーや送信が途中で止まっています。媒体を外さずに、元のファイルからもう一度コピーしてください。何も取り出していません。
err-package-cut-short-unknown = パッケージが { $at } バイトで途切れています。終わりの印がありません。
rec-package-cut-short-unknown = コピーや送信が途中で止まっています。元のファイルからもう一度コピーしてください。何も取り出していません。
err-package-altered = パッケージの { $at } バイト目からの部分が、封緘の後で変わっています。
rec-package-altered = 媒体の不良か、書き換えです。差出人に送り直しを頼んでください。何も取り出していません。
err-package-altered-file = パッケージの { $at } バイト目からの部分が、封緘の後で変わっています（中のファイル: { $inside }）。
rec-package-altered-file = 媒体の不良か、書き換えです。差出人に送り直しを頼んでください。何も取り出していません。
err-package-cut-short-or-altered = パッケージの最後の部分（{ $at } バイト目から）が確かめられません。途中で切れたか、変わっています。
rec-package-cut-short-or-altered = 元のファイルと大きさを比べてください。小さければコピーし直し、同じなら差出人に送り直しを頼んでください。何も取り出していません。
err-package-trailing = パッケージは { $at } バイト目で終わっていますが、その後ろに余計なデータが付いています。
rec-package-trailing = 封緘の後で付け足されたものです。差出人に送り直しを頼んでください。何も取り出していません。
err-package-malformed = パッケージの中身が決まりに合いません（理由: { $what ->
    [index] 索引が読めないか食い違う
    [manifest] 目録が読めないか食い違う
    [trailer] 末尾の記録が食い違う
    [volume] 分冊の記録が食い違う
    [volume-key] 分冊の鍵が食い違う
    [order] 並びの順が違う
    [duplicate] 同じ名前が二つある
    [size-lie] 大きさの記載が実際と違う
    [control-character] 名前に制御文字がある
    [path-escapes] フォルダーの外を指す名前がある
    [no-end] 終わりの印がない
    [after-end] 終わりの後にデータがある
    [device] 装置ファイルがある
    [link] リンクがある
    [header] 見出しが読めない
    [padding] 詰め物が空でない
    [type] 知らない種類のものがある
   *[other] { $what }
}、場所: { $inside }）。
rec-package-malformed = 壊れたのではなく、作りが誤っているか、細工されています。開かずに差出人へ知らせてください。何も取り出していません。
err-hash-mismatch = ハッシュ値が一致しません: { $inside }
rec-hash-mismatch = 中身が封緘者の目録と違います。使わずに差出人へ知らせてください。何も取り出していません。
err-manifest-signature-bad = 中の目録の署名が、目録に合いません（署名: 不正）。
rec-manifest-signature-bad = 差出人を偽ったパッケージかもしれません。使わずに差出人へ電話などで確かめてください。何も取り出していません。
err-sources-refused = 封緘できないものが { $count } 件あります（上に示したとおり）。
rec-sources-refused = 上の「→」のとおりに直してから、もう一度お試しください。まだ何も書いていません。
err-nothing-to-seal = 封緘するものがありません。
rec-nothing-to-seal = ファイルかフォルダーを指定してください。
err-source-changed = 読んでいる間に変わったファイルがあります: { $path }
rec-source-changed = ほかの人やプログラムが使っていないときに、もう一度お試しください。パッケージは作っていません。
err-target-in-source = パッケージ { $path } は、封緘するフォルダー { $source } の中にできてしまいます。
rec-target-in-source = -o にそのフォルダーの外を指定してください。まだ何も書いていません。
err-target-named-as-volume = { $path } は、分冊の一つの名前（.001.age、.key.age など）です。
rec-target-named-as-volume = 別の名前を指定してください。分冊は azukari が名前をつけます。まだ何も書いていません。
err-target-exists = 同じ名前のものが既にあります: { $path }
rec-target-exists = 別の名前を指定してください。azukari は上書きしません。
err-target-not-empty = 取り出す先のフォルダーが空ではありません: { $path }
rec-target-not-empty = 新しいフォルダー名か、空のフォルダーを -d で指定してください。
err-no-room = 空きが足りません: { $path }（必要 { $needed }、空き { $free }）
rec-no-room = 空きを作るか、別の場所を指定してください。まだ何も書いていません。
err-read-failed = 読めませんでした: { $path }（{ $reason }）
rec-read-failed = 媒体の接続と、ファイルの権限を確かめてください。
err-write-failed = 書けませんでした: { $path }（{ $reason }）
rec-write-failed = 書き込み禁止になっていないか、媒体が外れていないか確かめてください。{ $volumes ->
    [yes] できた分冊は残してあり、同じコマンドで続きから作れます。
   *[no] 途中のものは残していません。
}
err-disk-full = 書き込み先がいっぱいになりました: { $path }（{ $reason }）
rec-disk-full = 空きを作るか、別の場所を指定してください。{ $volumes ->
    [yes] できた分冊は残してあり、同じコマンドで続きから作れます。
   *[no] 途中のものは消しました。
}元のデータはそのままです。
err-volume-missing = 分冊がそろっていません。見つからないもの: { $files }
rec-volume-missing = すべての分冊と NAME.key.age を同じフォルダーに置いてから、もう一度お試しください。見つからなければ、その分冊を元の媒体から写し直すか、差出人に確かめてください。
err-volume-exchanged = { $files } は、名前とは別の分冊です（中身は { $is } 番。key は鍵ファイル）。
rec-volume-exchanged = 入れ替わったか、二重に写された可能性があります。媒体からもう一度写すか、差出人に確かめてください。何も取り出していません。
err-volume-foreign = { $files } は、このパッケージ（{ $package }）の分冊ではありません。
rec-volume-foreign = 別のパッケージの分冊が混ざっていないか確かめてください。何も取り出していません。
err-volume-too-small = 分冊の大きさが小さすぎます（{ $least } バイト以上が必要）。
rec-volume-too-small = --volume-size に、例えば 25MB や 4GiB-1 のように指定してください。
err-volume-too-many = 分冊が多すぎます（{ $most } 冊まで）。
rec-volume-too-many = --volume-size を大きくしてください。
err-volume-unfinished-other = 同じ名前の、作りかけの別のパッケージがあります: { $path }
rec-volume-unfinished-other = 続きを作るには、前と同じ資料・受取人・分冊の大きさを指定してください。不要なら、そのフォルダーを消してください。
err-volume-in-progress = 同じパッケージを、別の azukari が作っている最中です。
rec-volume-in-progress = 終わるのを待ってください。動いていないはずなら、しばらくしてからもう一度お試しください。
err-read-back-differs = 書いたものを読み直すと、書いた内容と違いました: { $path }
rec-read-back-differs = 媒体か接続が壊れている可能性があります。別の媒体に、もう一度封緘してください。送付書は作っていません。
err-nothing-wanted = 取り出すものがありません。--only に合うファイルが、このパッケージにはありません。
rec-nothing-wanted = 「azukari list」で中の名前を確かめてください。何も取り出していません。
err-no-index = 目次がありません。azukari で作られたパッケージではありません。
rec-no-index = 一覧だけを見ることはできません。「azukari open」で開いてください。
err-package-bug = azukari の不具合です（原文: { $what }）。
rec-package-bug = 元のデータは変更していません。この表示を添えて開発元に連絡してください。
err-volume-nothing-to-remake-from = { $path } の分冊を作り直すための記録がありません。または、前と違う資料・受取人・オプション・大きさ・版の azukari です。
rec-volume-nothing-to-remake-from = 封緘したときと同じパソコンで、同じコマンドに --remake を付けて実行してください。できないときは、別の名前で新しく封緘してください。何も変更していません。
err-volume-key-lost = 鍵ファイル { $path } がないか、変わっています。これがないと、どの分冊も作り直せません。
rec-volume-key-lost = 控えがあれば元の場所に戻してください。なければ、別の名前で新しく封緘してください。何も変更していません。
err-volume-nothing-to-remake = { $path } の分冊は、すべてそろっていて、変わっていません。
rec-volume-nothing-to-remake = 作り直すものはありません。何も変更していません。
