# 二人目の署名（確認・立会）と、計画書を見ること

help-countersign = ほかの人が署名したもの（消去の計画、書類）を確かめて、二人目として署名する
    .long = 計画や書類の中身を示し、確かめてから、その内容と最初の署名とを結び付ける署名を隣に作ります（名前.countersign-鍵の短い名前.json と .sig）。最初に署名した人は、自分のものに署名できません。
    .file = wipe plan で作った計画書、または発行した書類（R-….json など）
    .role = checker（確認者。計画ではこちらが既定）または witness（立会者）

countersign-confirm-checker = 上の内容（{ $name } が署名した { $path }）を自分で確かめましたか。確認者として署名します。
countersign-confirm-witness = 上の内容（{ $name } が署名した { $path }）に立ち会いましたか。立会者として署名します。
countersign-written = 署名しました: { $path }（隣の .sig と一緒に、元のファイルの隣に置いてください）

plan-head = 消去の計画 { $id }: { $made } に { $planner } が作成、{ $contract }、媒体 { $count } 台
plan-consent = 　承諾番号（申告。承諾書は確かめていません）: { $consent }
plan-second-person = 　この計画の実行には、計画した人とも実行する人とも別の人の署名が要ります（azukari countersign）。
plan-signed = 署名は正しい（{ $name }、{ $fingerprint }）
plan-countersigned = 二人目の署名は正しい（{ $name }、{ $at }）
warn-plan-signer-unknown = この計画に誰が署名したか、ここでは確かめられません（{ $reason }）。
warn-plan-countersign = 二人目の署名 { $path } は数えません（{ $reason }）。

found-plan = 消去の計画（{ $planner }、{ $made }、媒体 { $count } 台）
found-plan-second-missing = この計画には二人目の署名が要るが、有効なものが隣にない
found-countersign-good = 二人目の署名は正しい（{ $name }、{ $file }）
found-countersign-unknown = 二人目の署名 { $file } を信用する根拠がない（理由: { $reason }）
found-countersign-bad = 二人目の署名 { $file } は数えられない（理由: { $reason }）

reason-countersign-none = 二人目の署名がない
reason-countersign-shape = 二人目の署名の形が崩れている
reason-countersign-other = 別の内容か、別の署名に対する二人目の署名
reason-countersign-signer = 署名に書かれた人が、鍵のカードの人ではない
reason-countersign-own-key = 最初に署名した鍵と同じ鍵
reason-countersign-own-person = 最初に署名した人と同じ人
reason-countersign-early = 最初の署名より前の日時
reason-countersign-runner = 消去を実行する本人の署名
reason-countersign-late = これから先の日時
reason-countersign-role = 確認者としての署名ではない

err-countersign-own = { $name } が最初に署名したものです。同じ人の署名は、二人目の確認になりません。何も変更していません。
rec-countersign-own = 別の人が、自分の鍵で azukari countersign を実行してください。
err-countersign-exists = この鍵の署名がすでにあります: { $path }
rec-countersign-exists = azukari verify で確かめてください。署名し直すなら、そのファイルと .sig を別の場所に移してください。
err-countersign-write = 署名 { $path } を書けません（{ $reason }）。
rec-countersign-write = 元のファイルのあるフォルダーに書き込めることを確かめてください。
err-not-trusted = { $path } は、正しいと確かめられない書類です。署名しません。
rec-not-trusted = azukari verify { $path } で理由を確かめてください。署名ファイル（.sig）と、署名した人のカードが要ります。
