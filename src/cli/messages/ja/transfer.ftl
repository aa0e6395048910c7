# 封緘・開封・検証

help-seal = 情報資産を受取人あてに封緘（暗号化）する
    .long = ファイルやフォルダーを、指定した受取人だけが開けるパッケージ（age 形式）に封緘し、署名した送付書を添えます。平文の一時ファイルは作りません。受取人全員のカードに量子計算機に耐える鍵があればそれを使い、一人でもなければ全員に従来の鍵を使います。
    .paths = 封緘するファイルやフォルダー
    .to = 受取人（カードの氏名か短い名前）。何人でも指定できる
    .output = 作るパッケージ（NAME.age）。送付書は隣にできる
    .digest = ハッシュの種類（sha256,blake3）。既定は両方
    .volume-size = この大きさ以下の分冊に分ける（4GiB-1、700MB、25MB など）。途中で止まっても、同じコマンドで続きから作る
    .remake = 前に封緘した分冊のうち、なくなった・壊れたものだけを作り直す（同じコマンドに付ける。送付書は新しくなる）
    .no-readback = 書いたものの読み直しをしない
    .zstd = 小さくなるファイルを圧縮する（zstd。一度余分に読むので時間がかかる）
    .links = シンボリックリンクもリンクのまま封緘する（封緘するものの中を指すものだけ）
    .rename = Windows などで使えない名前を、どこでも使える名前に替えて封緘する（元の名前は索引に残る。UTF-8 でない名前も読み替える）
    .means = 移送手段（例: 社用車、書留、送信サービス名）
    .carrier = 運搬者の氏名
    .approval = 持出しの承認番号
    .asset = 元の情報資産の台帳番号
    .remark = 送付書の備考
    .font-path = 書類に使うフォントのファイルかフォルダー
    .allow-geta = フォントにない文字を〓で印字し、脚注を付ける
help-list = パッケージの中身の一覧を見る（中身は復号しない）
    .package = パッケージ
    .identity = 自分の鍵の代わりに使う age の鍵ファイル
    .package-passphrase = パッケージのパスフレーズを書いたファイル
help-open = パッケージを開封し、署名した受領確認書を作る
    .long = パッケージを最後まで復号し、すべてのハッシュと署名を確かめてから、新しいフォルダーに取り出します。一つでも合わなければ何も取り出しません。
    .package = パッケージ
    .dir = 取り出す先。新しいフォルダーか、空のフォルダー
    .only = この型に合うファイルだけを取り出す（例: "*.csv"、"資料/令和8年*"）。受領確認書は作らない
    .links = 記録されたシンボリックリンクを作る
    .xattrs = 記録された拡張属性を戻す
    .owners = 記録された所有者とグループに戻す（管理者だけ）
    .rename = 取り出す先で使えない名前を、使える名前に替える（替えた名前は受領確認書に添える一覧に残る）
    .no-receipt = 受領確認書を作らない（台帳にも記録しない）
    .identity = 自分の鍵の代わりに使う age の鍵ファイル
    .package-passphrase = パッケージのパスフレーズを書いたファイル
    .place = 保管場所
    .remark = 受領確認書の備考
    .font-path = 書類に使うフォントのファイルかフォルダー
    .allow-geta = フォントにない文字を〓で印字し、脚注を付ける
help-verify = 書類・パッケージ・台帳などを検証する
    .long = パッケージ、取り出したバッグ、書類（JSON・PDF）、カード、台帳を検証し、「合格」「未検証」「不合格」のどれかを答えます。鍵を使わないパッケージの検証は送付書との照合だけなので、「外側のみ合格」と答えます。
    .files = 検証するファイルやフォルダー
    .inside = パッケージを自分の鍵で最後まで復号して確かめる
    .identity = 復号に使う age の鍵ファイル（--inside を兼ねる）
    .package-passphrase = パッケージのパスフレーズを書いたファイル
    .tsa-ca = 今回だけ信頼する時刻認証局のルート証明書

title-note = 送付書
title-opened = 受領確認書
prompt-file-passphrase = { $path } のパスフレーズ:

seal-done = 封緘しました: { $path }（{ $files } ファイル、{ $size }。パッケージは { $bytes } バイト）
seal-done-volumes = 封緘しました: { $path } を { $count } 分冊と鍵ファイルに（{ $files } ファイル、{ $size }。分冊の合計は { $bytes } バイト）
seal-done-volumes-kept = 封緘しました: { $path } を { $count } 分冊と鍵ファイルに（{ $files } ファイル、{ $size }。分冊の合計は { $bytes } バイト）。うち { $kept } 分冊は前回できていたものです
seal-recipient = 　開けられる人: { $name }（{ $id }）
seal-post-quantum = 　量子計算機に耐える鍵で封じました（受取人全員が対応）
seal-not-post-quantum = 　従来の鍵（X25519 など）で封じました。耐量子の鍵がカードにない人: { $names }
seal-sha256 = 　SHA-256: { $sha256 }
seal-blake3 = 　BLAKE3: { $blake3 }（SHA-256 は計算していません）
seal-carry = 　パッケージと一緒に渡すもの: { $note } と { $signature }
seal-carry-volumes = 　一緒に渡すもの（どれが欠けても開けられません）: 分冊 { $count } 個（{ $first } ～ { $last }）、鍵ファイル { $key }、{ $note } と { $signature }

open-done = 取り出しました: { $path }（{ $files } ファイル、{ $size }。すべてのハッシュが一致）
open-done-foreign = 取り出しました: { $path }（{ $files } ファイル、{ $size }。復号と認証は最後まで成功。照合できるハッシュはありません。送り主の署名もないので、受領確認書は作りません）
open-received-with-exceptions = 例外付き受領（{ $count } 件）: { $reasons }
warn-opened-before = このパッケージ（{ $package }）は { $at } に開封し、受領確認書 { $number } を発行済みです。今回の開封に成功すれば、別の番号の受領確認書を発行します。
open-sender-good = 　封緘した人: { $organization } { $name }（署名: 正しい）
open-sender-unknown = 　封緘した人: { $organization } { $name } と名乗っています（署名はその鍵に合いますが、カードを取り込んでいない鍵です: { $fingerprint }）
open-part-done = 取り出しました: { $path }（{ $all } ファイルのうち { $files } ファイル、{ $size }。取り出したもののハッシュはすべて一致）
open-part-no-receipt = 一部だけなので、受領確認書は作っていません。全部を確かめたことにはなりません。
open-send-back = 　受領確認書と署名（{ $record } と .sig）を、差出人に返してください。
open-foreign-tar = ほかのプログラムで作られたパッケージです。署名なし。差出人も目録も確かめられません。
open-foreign-file = ほかのプログラムで作られた暗号化ファイルです。署名なし。差出人は確かめられません。
exception-sender-unknown = 差出人の鍵が分かりません。カードを受け取り、指紋を電話などで確かめてください。
exception-not-addressed = 署名された宛先に、あなたが入っていません。だれかが転送した可能性があります。
exception-note-missing = 送付書が隣にありません。パッケージが差し替えられていないことは、送付書がなければ確かめられません。
exception-note-unconfirmed = 送付書の署名者が分かりません。
exception-not-as-sealed = 取り出した内容の一部が、封緘されたときのとおりではありません（名前、シンボリックリンク、所有者、拡張属性など。受領確認書を作ったときは、附属の一覧に載っています）。

list-sealed = { $organization } { $name } が { $at } に封緘（番号 { $package }）
list-signature-good = 目録の署名: 正しい
list-signature-unknown = 目録の署名: 署名者が分からない（カードを取り込んでいない鍵）
list-signature-bad = 目録の署名: 不正
list-total = 合計 { $files } ファイル、{ $folders } フォルダー、{ $size }（中身の検証はしていません）

verify-good = 合格: { $path }
verify-good-of-failed = 署名は正しい（ただし、この証明書の総合判定は「不合格」）: { $path }
verify-good-of-unknown = 署名は正しい（ただし、この証明書の総合判定は「未検証」）: { $path }
verify-good-outer = 外側のみ合格（中身は未確認）: { $path }
verify-good-without-annexes = 書類本体のみ合格（手元にない添付は未確認）: { $path }
verify-good-not-compared = 署名は正しい（ただし、甲の一覧のうち { $lines } 件は内容を照合していない）: { $path }
verify-good-with-exceptions = 署名は正しい（ただし、例外付き受領 { $count } 件）: { $path }
verify-unknown = 未検証: { $path }
verify-bad = 不合格: { $path }

found-signature-good = 署名は正しい（{ $name }、{ $fingerprint }）
found-signature-unknown = 署名は鍵に合うが、その鍵を信用する根拠がない（{ $fingerprint }、理由: { $reason }）
found-signature-bad = 署名が内容に合わない（理由: { $reason }）
found-signature-absent = 署名なし
found-signature-missing = 署名ファイル { $file } が書類の隣にない。「{ $name }」が署名したかどうか判断できない。このファイルを発行者から受け取り、同じフォルダーに置いて、もう一度検証する
found-signer-differs = 署名した鍵が、書類に書かれた発行者の鍵と違う（{ $fingerprint }）
found-annex-good = 添付 { $name } は一致
found-annex-altered = 添付 { $name } の内容が違う
found-annex-name = 添付の名前が不正: { $name }
found-annex-not-here = 添付 { $name } は手元にない（未確認。ハッシュは書類に固定されている）
found-receipt-values-fit = 書かれている値（トークン・ハッシュ）は送付書 { $note } と一致。ただし、だれが書いたかは確かめられない
found-token-good = 受領者は最後まで復号した（送付書 { $note } のトークンと一致）
found-token-bad = トークンが送付書 { $note } と合わない。最後まで開いたとは言えない
found-receipt-digests-good = 受領されたパッケージは送付書 { $note } のものと一致
found-receipt-digests-bad = 受領されたパッケージは送付書 { $note } のものではない
found-receipt-not-addressee = 署名した { $name } は、送付書の受取人ではない
found-receipt-signer-unknown = 署名した鍵のカードがないので、送付書の受取人かどうか判断できない（「{ $name }」と名乗っている）
found-receipt-no-list = 甲の一覧なし（受け取ったものを、甲の一覧と照合していない）
found-receipt-not-compared = 甲の一覧のうち { $count } 件は、名前や大きさだけを照合した（内容は未照合）
found-receipt-exceptions = 例外付き受領（{ $count } 件）: { $reasons }
found-transit-received-again = 台帳では、受領確認書 { $number }（{ $name }、{ $at } に検証）により既に受領済。この受領確認書も同じパッケージの受領を示している（{ $package }）
found-transit-closed-by-other = 台帳では、受領確認書 { $number }（{ $name }、{ $at } に検証）により既に受領済。この受領確認書はそれを裏づけない。台帳には記録していない
found-transit-received-in-part = 台帳に記録した。受領確認書がまだ返っていない人が { $count } 人（{ $names }）いるので、移送中のまま（{ $package }）
found-transit-closed = 台帳に記録した: 移送中 → 受領済（{ $package }）
found-transit-closed-before = 台帳では、この受領確認書 { $number }（{ $name }、{ $at } に検証）により既に受領済（{ $package }）
found-inside-not-checked = 送付書との照合だけ。中身は復号していない。中身まで確かめるには、受取人の鍵で --inside を付ける
found-note-missing = 送付書が隣にない。鍵で確かめるには --inside を付ける
found-note-not-here = 送付書は手元にない
found-package-shorter = 送付書 { $number } のパッケージではないか、途中で切れている: { $expected } バイトのはずが { $at } バイトしかない
found-package-longer = 送付書 { $number } のパッケージではないか、余計なデータが付いている: { $expected } バイトのはずが { $at } バイトある
found-package-digest-good = パッケージは送付書 { $number } のとおり
found-package-digest-bad = パッケージの内容が送付書 { $number } と違う
found-volumes-good = { $count } 分冊と鍵ファイルのすべてが、送付書 { $number } のとおり
found-volume-digest-bad = 分冊 { $volume } の内容が送付書 { $number } と違う
found-certificate-pass = 証明書 { $number } の総合判定: 合格
found-certificate-failed = 証明書 { $number } の総合判定: 不合格（消去できていないものがある）
found-certificate-unknown = 証明書 { $number } の総合判定: 未検証（消去できたかどうか確かめられていないものがある）
found-content-good = 最後まで復号でき、目録と一致（{ $files } ファイル、{ $bytes } バイト）
found-foreign = ほかのプログラムで作られた。署名なし（{ $files } ファイル）
found-bag-good = すべてのファイルが目録と一致（{ $files } ファイル）
found-bag-missing = 目録にあるファイルがない: { $path }
found-bag-altered = 内容が目録と違う: { $path }
found-bag-extra = 目録にないもの: { $path }
found-pdf-page-not-proved = 確かめたのは PDF に添付された原本 { $number }。紙面の文字は「azukari show」の表示と見比べること
found-card-known = 取り込み済みのカード（{ $name }、{ $fingerprint }）
found-card-not-known = 自己署名は合う。本人のものかは、指紋を電話などで確かめること（{ $name }、{ $fingerprint }）
found-ledger-good = 台帳の鎖と署名は正しい（{ $entries } 件）
found-ledger-unknown = 台帳の鎖は続いているが、判断できない点がある（{ $entries } 件）
found-ledger-bad = 台帳が書き換えられている。最初の異常: { $reason }
warn-transit-open = 受領は確かめましたが、台帳には記録していません（{ $package }）。パスフレーズを入力できる状態で、もう一度検証してください。

err-no-such-person = 「{ $name }」という人のカードがありません。{ $candidates ->
    [none] {""}
   *[other] 近いカード: { $candidates }
}
rec-no-such-person = 近いカードの中にその人がいれば、その氏名か短い名前を --to に書いてください。いなければ「azukari key list」で氏名を確かめるか、相手のカードを「azukari key import」で取り込んでください。
err-output-folder-missing = 出力先のフォルダーがありません: { $path }
rec-output-folder-missing = そのフォルダーを作るか、別の場所を -o に指定してください。何も作っていません。
err-target-folder-missing = 取り出す先のフォルダーを置く場所がありません: { $path }
rec-target-folder-missing = そのフォルダーを作るか、別の場所を -d に指定してください。何も取り出していません。
err-several-persons = 同じ氏名のカードが複数あります: { $name }
rec-several-persons = 「azukari key list」に出る短い名前で指定してください。
err-card-not-valid = { $name } のカードは今は使えません（理由: { $reason }）。
rec-card-not-valid = 相手から新しいカードを受け取り、取り込んでください。
err-recipients-apart = 受取人全員に使える種類の鍵がありません。耐量子の鍵だけの人: { $quantum }。耐量子の鍵がない人: { $without }。
rec-recipients-apart = 耐量子の鍵がない人に「azukari key new --post-quantum」で鍵を加えてもらい、新しいカードを取り込むか、別々のパッケージに分けて封緘してください。何も作っていません。
err-note-mismatch = パッケージが、隣の送付書のものではありません（違うところ: { $what ->
    [digest] ファイルの内容か大きさ
    [length] パッケージ自身が記す大きさ
    [signer] 封緘した人の鍵
    [id] パッケージの番号
    [manifest] 目録
    [token] 末尾のトークン
   *[other] { $what }
}）。
rec-note-mismatch = 取り違えか差し替えです。差出人に確かめてください。何も取り出していません。
err-note-signature-bad = 送付書の署名が内容に合いません: { $path }
rec-note-signature-bad = 送付書が書き換えられています。差出人に送り直しを頼んでください。何も取り出していません。
err-note-unreadable = 送付書として読めません: { $path }（{ $reason }）
rec-note-unreadable = 差出人から送付書を受け取り直すか、送付書を別の場所に移してから開いてください。何も取り出していません。
err-verify-not-known = 検証できる種類のものではありません: { $path }
rec-verify-not-known = パッケージ（.age）、書類（.json・.pdf）、カード、案件フォルダー、取り出したバッグのどれかを指定してください。
err-verify-record = 書類として読めません: { $path }（{ $reason }）
rec-verify-record = 書類が壊れているか、書き換えられています。発行者から受け取り直してください。
err-verify-not-a-bag = バッグ（取り出したパッケージ）ではありません: { $path }
rec-verify-not-a-bag = bagit.txt のあるフォルダーを指定してください。
err-verify-read = 読めませんでした: { $path }（{ $reason }）
rec-verify-read = ファイルの場所と権限を確かめてください。
found-issuer-differs = 書類の発行者名「{ $said }」が、署名した鍵のカードの氏名「{ $card }」と違う
found-receipt-not-ours = この案件で封緘したパッケージの受領確認書ではない（{ $package }）。送付書とは照合していない
found-own-note-altered = 手元の送付書 { $number } が、発行したときのものと違う。受領確認書は照合できない
found-not-addressed = 署名された宛先に、あなたの鍵が入っていない。だれかが転送した可能性がある
found-pdf-page-good = 紙面も原本 { $number } のとおり（同じ紙面を再現できた）
err-sender-differs = 目録は封緘した人を「{ $said }」と書いていますが、署名した鍵は「{ $card }」のカードのものです。
rec-sender-differs = 差出人を偽ったパッケージかもしれません。使わずに、差出人へ電話などで確かめてください。何も取り出していません。
err-opened-without-receipt = 取り出しましたが、受領確認書の発行か台帳への記録を終えられませんでした（{ $reason }）。中身は { $path } にあります。
rec-opened-without-receipt = 原因を直してから、同じパッケージを別のフォルダーに開封すると、受領確認書を作れます。不要になった方の中身は消してください。
err-sealed-without-transit = 封緘しましたが、移送の始まりを台帳に記録できませんでした（{ $reason }）。{ $path } と送付書は完成しています。
rec-sealed-without-transit = 台帳が使えるようになったら、パッケージと送付書を消して封緘し直してください。このまま渡すと、受領を台帳で確かめられません。
