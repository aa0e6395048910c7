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
err-summary-certificate = 証明書 { $number } は、集計に使えません（ない、変えられている、中身が食い違っている、別紙がない、又は署名した人が分からない）: { $path }
rec-summary-certificate = 何も作っていません。「azukari verify { $path }」で理由を確かめ、控えから正しいものを戻してください。
err-summary-twice = 同じ証明書 { $number } が二度指定されています: { $path }
rec-summary-twice = 何も作っていません。一つを除いて、もう一度実行してください。
err-summary-later = 媒体 { $medium } には、指定された証明書 { $number } より後の証明書 { $newer } があります。
rec-summary-later = 何も作っていません。{ $newer } も指定して、もう一度実行してください（古い証明書だけの集計は作れません）。
err-summary-foreign = 証明書 { $number } はこの計画のものですが、その媒体は計画にありません。
rec-summary-foreign = 何も作っていません。「azukari verify」で証明書と計画書を確かめ、責任者に報告してください。

found-batch-counts = 集計表 { $number }: 対象 { $media } 台 = 合格 { $pass } + 不合格 { $failed } + 未検証 { $unknown } + 中断 { $interrupted } + 未実施 { $not_done }
found-batch-miscounted = 集計の数が、表の行の数と合わない
found-batch-certificates-good = 集計表の隣、又は取り込んだもの（received）にある証明書 { $count } 件は、集計表のとおり
found-batch-certificates-not-here = 手元にない証明書（確かめていない）: { $count } 件（{ $numbers }）
found-batch-certificate-differs = 証明書 { $number } は、集計表のものと内容が違う
found-batch-row-differs = 証明書 { $number } の内容は、集計表の行と違う
found-recheck-same = 検証記録 { $number }: 媒体は証明書 { $certificate } と一致
found-recheck-other = 検証記録 { $number }: 媒体か証明書 { $certificate } が不一致
found-recheck-unknown = 検証記録 { $number }: 証明書 { $certificate } との一致は不明
found-certificate-belied = 証明書は { $claim } としながら、{ $against } とも記していて、食い違っている
found-intake-belied = 受入照合表の { $row } 行目は「一致」となっているが、リストの製造番号と接続された媒体の製造番号が合わない
found-recheck-misjudged = 検証記録の判定が、その中の事実と合わない

ledger-medium-imported = （{ $issuer } の発行、取り込んだもの）
medium-interrupted = 消去・中断
medium-begun = 消去・未完了
ledger-medium-begun = 媒体 { $medium }（{ $size }）、消去済みではありません。続けるには、同じ計画で「azukari wipe run」を実行してください

title-recheck = 検証記録（消去した媒体）
recheck-not-recorded = 結果は書類にしていません。署名した検証記録を作るには、--record を付けて実行してください。

help-ledger-import = ほかの案件（作業台など）で発行した証明書を、この案件に取り込む
    .long = 同じ契約の案件で発行された、媒体・ファイルのデータ消去証明書、媒体消去集計表、検証記録、受入照合表を、署名・別紙・契約・日時を確かめてから、received フォルダーに写して台帳に記録します。集計表を指定すると、その証明書も隣から取り込みます。一つでも合わなければ、何も取り込みません。紙面（PDF）は写さず、署名された記録から作り直します。
    .paths = 書類（M-….json など。隣に .sig と別紙）、集計表（B-….json）、又はそれらの入ったフォルダー
    .font-path = 書類に使うフォントのファイルかフォルダー
    .allow-geta = フォントにない文字を〓で印字し、脚注を付ける

import-one = 取り込みました: { $number }（{ $issuer } の発行）{ $verdict ->
    [pass] 、合格
    [failed] 、不合格
    [unknown] 、未検証
   *[none] {""}
}
import-already = { $number } はすでにこの案件にあります: { $path }
import-copy = 同じ書類の写しです（一つだけ取り込みます）: { $path }
import-done = { $count } 件を取り込み、台帳に記録しました。
warn-import-not-in-summary = 集計表に載っていない証明書が { $count } 件あります: { $numbers }
ledger-imported = 取り込み

err-import-refused = 取り込めない書類が { $count } 件あるため、何も取り込んでいません。
rec-import-refused = 上に出た理由を一つずつ片付けて、もう一度実行してください。
err-import-nothing = 取り込める書類がありません。
rec-import-nothing = 媒体・ファイルのデータ消去証明書、集計表、検証記録、受入照合表、又はそれらの入ったフォルダーを指定してください。
err-import-too-many = 一度に取り込めるのは { $most } 件までです（{ $count } 件あります）。何も取り込んでいません。
rec-import-too-many = 何回かに分けて実行してください。
err-import-read = { $path } を読めません（{ $reason }）。何も取り込んでいません。
rec-import-read = 媒体の接続と読み取りの権限を確かめてください。
err-import-write = { $path } に書けません（{ $reason }）。何も取り込んでいません。
rec-import-write = 空き容量と書き込みの権限を確かめてください。
err-import-changed = 取り込みの途中で { $path } の内容が変わりました。何も取り込んでいません。
rec-import-changed = 元の媒体を確かめ、書類と別紙を写し直して、もう一度実行してください。
warn-leftover-import = { $started } に始めた取り込みが途中で止まりました。台帳には何も記録されておらず、写しかけが残っています: { $paths }。もう一度「azukari ledger import」を実行し、その後も示されるものは消してください。
err-import-bad = { $number } は信用できません（{ $finding ->
    [signature-bad] 署名が内容に合わない
    [signer-differs] 書かれた人と別の鍵の署名
    [issuer-differs] 署名した鍵のカードと名前が違う
    [annex-altered] 別紙の内容が違う
    [annex-name] 別紙の名前がおかしい
    [batch-miscounted] 集計の数が合わない
    [batch-certificate-differs] 隣の証明書が集計表のものと違う
    [batch-row-differs] 集計表の行が証明書と違う
    [recheck-misjudged] 判定が中の事実と合わない
    [certificate-belied] 証明書の中身が食い違っている
    [intake-belied] 「一致」としながら製造番号が合わない
   *[other] 記号: { $finding }
}）: { $path }
rec-import-bad = 使わずに、発行した人に連絡し、元の書類をもう一度もらってください。
err-import-unsigned = { $number } に署名（.sig）がありません: { $path }
rec-import-unsigned = 隣の .sig ファイルも一緒に写してください。
err-import-signer = { $number } に署名した鍵 { $fingerprint }（{ $name } を名乗る）を、この案件では確かめられません（{ $reason }）: { $path }
rec-import-signer = 本人からカードをもらい、指紋を電話などで照合して「azukari key import カード」で取り込んでから、もう一度実行してください。
err-import-annex = { $number } の別紙 { $name } がありません: { $path }
rec-import-annex = 別紙も一緒に、書類の隣に写してください。
err-import-kind = { $path } は、取り込む種類の書類ではありません（{ $kind }）。
rec-import-kind = 受領確認書は「azukari verify」で確かめると台帳に記録されます。取り込めるのは証明書、集計表、検証記録、受入照合表です。
err-import-contract = { $number } は別の契約のものです（{ $differences }）: { $path }
rec-import-contract = その契約の案件で取り込んでください。同じ契約なら、二つの案件の azukari.toml の契約名・契約番号・甲の名前をそろえてください（発行済みの書類は変わりません）。
err-import-future = { $number } の発行日時 { $at } は、今（{ $now }）より先です: { $path }
rec-import-future = 両方のパソコンの時計を確かめてください。
err-import-times = { $number } の中の日時が前後しています（計画・開始・終了・発行の順でない）: { $path }
rec-import-times = 発行した人に連絡し、作業したパソコンの時計を確かめてもらってください。
err-import-taken = 同じ人の同じ番号 { $number } で、内容の違う書類がこの案件にあります: { $path }
rec-import-taken = どちらが正しいかを発行した人に確かめてください。
err-import-doubled = 同じ人の同じ番号 { $number } で、内容の違う書類が二つあります: { $path } と { $other }
rec-import-doubled = どちらが正しいかを発行した人に確かめ、正しいほうだけを指定してください。
err-import-missing = 集計表 { $summary } にある証明書 { $number } がありません: { $path }
rec-import-missing = 集計表の隣に証明書も写してください。
err-import-not-the-one = 証明書 { $number } は、集計表 { $summary } にあるものと内容が違います: { $path }
rec-import-not-the-one = 使わずに、発行した人に連絡し、元の書類をもう一度もらってください。
err-import-foreign = 証明書 { $number } は、一緒に指定した集計表のどれにもありません: { $path }
rec-import-foreign = 別に取り込むなら、集計表と分けて指定してください。

found-document-not-issued = 台帳に発行の記録がない書類: { $path }
found-document-unfinished = 発行の途中のもの（案件の書類ではない）: { $path }
found-document-altered = 発行されたときと内容が違う書類: { $path }
found-document-missing = 台帳にあるのに、ない書類: { $path }
found-document-annex-altered = 内容が違う別紙: { $path }
found-document-annex-missing = ない別紙: { $path }

err-keys-missing-sudo = { $path } に鍵がありません。sudo で実行したため、{ $user } の鍵ではなく管理者（root）の鍵を探しました。
rec-keys-missing-sudo = 鍵のフォルダーを指定して、もう一度実行してください: sudo AZUKARI_HOME={ $home } azukari …（管理者の鍵を新しく作らないでください。案件に登録されていないので署名できません）

err-verify-page = { $path } は書類の PDF です。ここで要るのは、署名された原本（.json）です。
rec-verify-page = 同じ番号の .json を指定してください（隣に .sig も要ります。PDF にも原本と署名が添付されています）。
