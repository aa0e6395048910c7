# 台帳

err-ledger-missing = 台帳がありません: { $path }
rec-ledger-missing = 案件のフォルダーを --case で指定するか、「azukari init」で案件を作ってください。
err-ledger-exists = 台帳はすでにあります: { $path }
rec-ledger-exists = 何も変更していません。別のフォルダーを指定するか、今ある案件をそのまま使ってください。
err-ledger-not-a-ledger = 台帳ではないファイルです: { $path }
rec-ledger-not-a-ledger = 別のファイルが置かれたか、壊れています。案件フォルダーの控えから ledger.db と ledger.head を一緒に戻してください。
err-ledger-version = この台帳の形式（{ $found }）は、この版では読めません: { $path }
rec-ledger-version = azukari を新しい版にしてください。
err-ledger-corrupt = 台帳のファイルが壊れています: { $path }（{ $reason }）
rec-ledger-corrupt = 使うのをやめ、案件フォルダー全体をまず複写してください。その後、控えから ledger.db と ledger.head を一緒に戻し、「azukari ledger verify」で確かめてください。
err-ledger-busy = ほかの人か別の処理が台帳を使っています: { $path }（{ $seconds } 秒待ちました）
rec-ledger-busy = 何も記録していません。終わるのを待って、もう一度実行してください。
err-ledger-read-only = 台帳に書き込めません: { $path }
rec-ledger-read-only = 書き込み禁止の場所や媒体でないか、フォルダーの権限を確かめてください。内容を見るだけなら、そのままできます。
err-ledger-full = 空き容量がなく、台帳に記録できません: { $path }
rec-ledger-full = 何も記録していません。不要なファイルを片付けて空きを作り、もう一度実行してください。
err-ledger-open = 台帳を開けません: { $path }（{ $reason }）
rec-ledger-open = フォルダーの権限と媒体の接続を確かめて、もう一度実行してください。
err-ledger-file = 台帳のそばのファイルを扱えません: { $path }（{ $reason }）
rec-ledger-file = フォルダーの権限と媒体の接続を確かめて、もう一度実行してください。
err-ledger-head-lost = 台帳の末尾の控えがないか、読めません: { $path }
rec-ledger-head-lost = 新しい記録が消されていても分からない状態なので、記録を止めました。控えから ledger.db と一緒に戻すか、発行済みの書類と「azukari ledger verify」で照合してください。
err-ledger-tampered = 台帳の { $sequence } 番目の記録で不一致が見つかりました: { $what ->
    [shape] 記録として読めません
    [schema] この版では読めない形式です
    [digest] 内容が書き換えられています（ハッシュ値の不一致）
    [column] 見出しの欄が内容と食い違っています
    [missing] 記録が抜けています
    [number] 番号が重複しているか、順序が違います
    [link] 前の記録とつながりません（差し替え・挿入・入れ替え）
    [signature] 署名が内容に合いません
    [actor] 署名した鍵が、記録された人の鍵ではありません
    [head-differs] 末尾の控え（ledger.head）と違います
    [head-unreadable] 末尾の控え（ledger.head）が読めません
    [known-head] 発行済みの書類に載っている値と違います
   *[other] { $what }
}
rec-ledger-tampered = 台帳を使うのをやめ、案件フォルダー全体を複写して残してください。「azukari ledger verify」で範囲を確かめ、控えと照合のうえ、責任者に報告してください。
err-ledger-too-large = 一件の記録として大きすぎます（{ $bytes } バイト。上限は { $max } バイト）。
rec-ledger-too-large = 備考などの入力を短くして、もう一度実行してください。
err-ledger-encode = 記録を組み立てられませんでした（{ $reason }）。
rec-ledger-encode = azukari の不具合です。この表示を添えて開発元に連絡してください。
err-ledger-sign = 記録に署名できませんでした（{ $reason }）。
rec-ledger-sign = 何も記録していません。もう一度お試しください。続くときは、この表示を添えて開発元に連絡してください。
