# 受入照合（媒体のリストと現物）

intake-list = 受入照合: リスト「{ $name }」（{ $rows } 行）
intake-line = 　{ $state }: { $told }
intake-between = 、
intake-none = なし
intake-row = { $line } 行目 { $serial }（管理番号 { $number }）
intake-here = { $device } { $serial }（{ $size }）
intake-differs = 異なるもの: { $facts }
intake-not-compared = 比べられないもの: { $facts }
intake-near = 似た製造番号（一致ではありません）: { $near }
intake-count = 　{ $state }: { $count } 件
title-intake = 受入照合表
intake-written = 受入照合表を書きました: { $path }

intake-state-matched = 照合一致
intake-state-matched-differing = 製造番号は一致、ほかに異なるものあり
intake-state-here-not-named = リストにあり、接続されているが、今回の対象に指定していない
intake-state-not-here = リストにあり、現物なし
intake-state-not-listed = 現物あり、リストになし
intake-state-listed-twice = リストに同じ製造番号が二つ以上
intake-state-here-twice = 同じ製造番号を答えるドライブが二つ以上
intake-state-row-without-serial = リストの行に製造番号なし
intake-state-drive-without-serial = 製造番号を答えないドライブ

listed-fact-model = 型番
listed-fact-capacity = 容量
listed-fact-kind = 媒体種別

intake-source-drive = ドライブの応答
intake-source-usb-bridge = USB 変換器の応答
intake-source-operating-system = OS の表示
intake-source-typed = ラベルから手入力

intake-column-state = 判定
intake-column-line = リストの行
intake-column-number = 管理番号
intake-column-listed-serial = 製造番号（リスト）
intake-column-serial = 製造番号（現物）
intake-column-source = 製造番号の取得元
intake-column-device = 装置名
intake-column-listed-model = 型番（リスト）
intake-column-model = 型番（現物）
intake-column-listed-capacity = 容量（リスト）
intake-column-capacity = 容量（現物、バイト）
intake-column-listed-kind = 媒体種別（リスト）
intake-column-kind = 媒体種別（現物）
intake-column-differs = 異なるもの
intake-column-near = 似た製造番号（一致ではない）
intake-column-remarks = 備考
intake-column-not-compared = （比べられないもの: { $facts }）

wipe-medium-listed = 　リスト「{ $name }」の { $line } 行目と照合一致（管理番号 { $number }）
wipe-medium-label-serial = 　製造番号（ラベルから手入力、申告）: { $serial }
warn-wipe-medium-listed-differs = { $name }: 製造番号はリストと一致しますが、異なるものがあります: { $facts }。別の媒体ではないことを、ラベルで確かめてください。

serial-type = { $device } のラベルにある製造番号を入力してください:
serial-type-again = 確かめるため、{ $device } の製造番号をもう一度入力してください:

err-media-list-read = 媒体のリスト { $path } を読めません（{ $reason }）。
rec-media-list-read = パスを確かめてください。
err-media-list-encoding = 媒体のリスト { $path } の文字コードが分かりません（UTF-8 でも Shift_JIS でもありません）。
rec-media-list-encoding = Excel で開き、「CSV UTF-8」で保存し直してください（.xlsx のままでは読めません）。
err-media-list-no-serials = 媒体のリスト { $path } に「製造番号」の列がありません（先頭の行: { $heading }）。
rec-media-list-no-serials = 見出しの行に「製造番号」（「シリアル番号」「serial」「S/N」でもよい）の列を作ってください。
err-media-list-column-twice = 媒体のリスト { $path } に、同じ意味の列が二つあります（「{ $column }」）。どちらが正しいか分かりません。
rec-media-list-column-twice = 使わない方の列を消すか、見出しを変えてください。
err-media-list-empty = 媒体のリスト { $path } に媒体がありません（見出しだけです）。
rec-media-list-empty = リストのファイルを確かめてください。
err-media-list-line = 媒体のリスト { $path } の { $line } 行目を読めません。
rec-media-list-line = その行の引用符（"）と列の数を確かめてください。
err-media-list-nothing-here = 媒体のリスト { $path } にある媒体は、一つもここにありません。何も計画していません。
rec-media-list-nothing-here = 媒体をつなぎ、azukari devices で見えることを確かめてください。製造番号を答えない媒体は --serial 装置=製造番号 で申告できます。
err-media-list-doubled = 同じ製造番号がリスト { $path } に二度あるか、ここにある二台のものになっています: { $serials }。どれがどれか分からないので、何も計画していません。
rec-media-list-doubled = 一つの番号が一つの媒体を指すように、リストまたは --serial を直してください。同じ番号を答えるドライブは一台ずつつないでください。
err-serial-typed-twice = { $device } の製造番号が、二度とも同じではありません（{ $first } と { $second }）。何も計画していません。
rec-serial-typed-twice = ラベルを見て、同じ製造番号を二度入力してください（スクリプトでは --serial 装置=製造番号 を二度）。

err-wipe-medium-not-listed = { $device }（製造番号 { $serial }）はリストにありません{ $near ->
    [none] 。
   *[other] （似た製造番号: { $near }。一致とはみなしません）。
}
rec-wipe-medium-not-listed = 媒体のラベルとリストを見比べてください。リストの誤りなら、渡した人に直してもらったリストで計画してください。リストにない媒体は消去しません。
err-wipe-medium-listed-twice = { $device } の製造番号がリストに二つ以上あります（{ $lines } 行目）。
rec-wipe-medium-listed-twice = どちらの行が正しいかを渡した人に確かめ、直したリストで計画してください。
err-wipe-medium-serial-doubled = { $device } と同じ製造番号のドライブが、ほかにもあります。番号がどちらを指すのか分かりません。
rec-wipe-medium-serial-doubled = 変換器（ドック）が自分の番号を答えていることがあります。一台ずつつなぐか、--serial 装置=製造番号 でラベルの番号を申告してください。
err-wipe-medium-no-serial = { $device } は製造番号を答えないので、リストと照合できません。
rec-wipe-medium-no-serial = ラベルの製造番号を --serial { $device }=製造番号 --serial { $device }=製造番号 で申告してください（同じものを二度書きます）。
err-wipe-medium-serial-typed = { $device } の製造番号が違います。入力したのは { $typed }、ドライブの答えは { $stated } です。
rec-wipe-medium-serial-typed = 別の媒体のラベルを見ていないか確かめてください。ドライブが製造番号を答えるときは、--serial は要りません。

err-wipe-no-consent = この案件では、承諾番号がなければ消去できません（azukari.toml の [disposal] require_consent）。何も変更していません。
rec-wipe-no-consent = 甲の承諾を得て、その番号を --consent（媒体なら wipe plan のとき）に指定してください（番号は申告です。承諾書そのものは azukari は確かめません）。
err-wipe-no-second-person = 計画 { $path } には、二人目の確認者の有効な署名がありません（{ $reason }{ $who ->
    [none] {""}
   *[other] 、{ $who }
}）。何も変更していません。
rec-wipe-no-second-person = 計画した人とも実行する人とも別の、この案件にカードのある人が、azukari countersign { $path } を実行してください。
