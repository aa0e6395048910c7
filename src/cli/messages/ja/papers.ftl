# 集計表・検証記録・取り込み

help-wipe-summary = 消去した媒体の証明書を、一枚の集計表にまとめる
    .long = 計画書を指定すると、その計画の媒体すべてを、何回に分けて実行したものでも、合格・不合格・未検証・中断・未実施に分けて集計します。証明書を並べて指定すると、それらを集計します。wipe run は、計画に媒体が二台以上あるとき、終わりに自分で作ります。
    .files = 計画書（wipe plan で作ったもの）一つ、又は媒体のデータ消去証明書（M-….json）
    .remark = 集計表の備考
    .font-path = 書類に使うフォントのファイルかフォルダー
    .allow-geta = フォントにない文字を〓で印字し、脚注を付ける

title-batch = 媒体消去集計表
summary-counts = 　対象 { $media } 台 = 合格 { $pass } + 不合格（破壊リスト） { $failed } + 未検証 { $unknown } + 中断 { $interrupted } + 未実施 { $not_done }
warn-no-summary = 集計表を作れませんでした（{ $reason }）。証明書はできています。原因を直してから、次のコマンドで作ってください: { $command }

err-summary-nothing = まとめる証明書がありません。
rec-summary-nothing = 計画書か、媒体のデータ消去証明書を指定してください。
err-summary-not-a-certificate = 媒体のデータ消去証明書ではありません: { $path }
rec-summary-not-a-certificate = 何も作っていません。計画書は一つだけ、証明書は M-….json を指定してください。
err-summary-certificate = 証明書 { $number } は、集計に使えません（ない、変えられている、別紙がない、又は署名した人が分からない）: { $path }
rec-summary-certificate = 何も作っていません。「azukari verify { $path }」で理由を確かめ、控えから正しいものを戻してください。
err-summary-twice = 同じ証明書 { $number } が二度指定されています: { $path }
rec-summary-twice = 何も作っていません。一つを除いて、もう一度実行してください。
err-summary-foreign = 証明書 { $number } はこの計画のものですが、その媒体は計画にありません。
rec-summary-foreign = 何も作っていません。「azukari verify」で証明書と計画書を確かめ、責任者に報告してください。

found-batch-counts = 集計表 { $number }: 対象 { $media } 台 = 合格 { $pass } + 不合格 { $failed } + 未検証 { $unknown } + 中断 { $interrupted } + 未実施 { $not_done }
found-batch-miscounted = 集計の数が、表の行の数と合わない
found-batch-certificates-good = 隣にある証明書 { $count } 件は、集計表のとおり
found-batch-certificates-not-here = 手元にない証明書（確かめていない）: { $count } 件（{ $numbers }）
found-batch-certificate-differs = 証明書 { $number } は、集計表のものと内容が違う
found-batch-row-differs = 証明書 { $number } の内容は、集計表の行と違う
found-recheck-same = 検証記録 { $number }: 媒体は証明書 { $certificate } と一致
found-recheck-other = 検証記録 { $number }: 媒体か証明書 { $certificate } が不一致
found-recheck-unknown = 検証記録 { $number }: 証明書 { $certificate } との一致は不明
found-recheck-misjudged = 検証記録の判定が、その中の事実と合わない

ledger-medium-imported = （{ $issuer } の発行、取り込んだもの）
medium-interrupted = 消去・中断
medium-begun = 消去・未完了
ledger-medium-begun = 媒体 { $medium }（{ $size }）、消去済みではありません。続けるには、同じ計画で「azukari wipe run」を実行してください

title-recheck = 検証記録（消去した媒体）
recheck-not-recorded = 結果は書類にしていません。署名した検証記録を作るには、--record を付けて実行してください。
