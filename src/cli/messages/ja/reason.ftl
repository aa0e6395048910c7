# 理由（符号とシステムの答え）

list-separator = 、
reason-quoted = 原文: { $original }

system-not-found = ファイルやフォルダーが見つかりません（{ $original }）
system-permission-denied = 権限がありません（{ $original }）
system-storage-full = 空き容量がありません（{ $original }）
system-read-only = 書き込み禁止の場所です（{ $original }）
system-not-a-folder = 途中の名前がフォルダーではありません（{ $original }）
system-is-a-folder = フォルダーです（{ $original }）
system-already-exists = 同じ名前のものがすでにあります（{ $original }）
system-busy = ほかで使用中です（{ $original }）
system-input-output = 媒体の読み書きで誤りが起きました（{ $original }）

reason-fits = 署名は合う
reason-no-signature = 署名がない
reason-unknown-key = その鍵のカードを取り込んでいない
reason-not-yet-valid = カードの有効期間がまだ始まっていない
reason-expired = カードの有効期限が切れている
reason-revoked = 鍵が失効している
reason-mismatch = 署名の後で内容が変わったか、別のものの署名
reason-wrong-namespace = 別の種類の書類のための署名
reason-malformed = 形式が壊れている
reason-unsupported-algorithm = 確かめられない方式

reason-unknown-authority = 信頼していない時刻認証局
reason-authority-expired = 時刻認証局の証明書の期限が切れている
reason-unusable-certificate = 使えない証明書
reason-no-certificate = 証明書がない
reason-refused = 時刻認証局が断った
reason-other-content = 別の内容に対するもの
reason-signature-missing = 署名のファイル（.sig）が隣にない
reason-signature-mismatch = 署名が合わない
reason-other-certificate = 別の証明書のもの
reason-wrong-usage = 時刻認証のための証明書ではない
reason-not-valid-then = その時点で有効でない証明書

reason-record-shape = 書類の形になっていない
reason-record-schema = この版では読めない種類か形式
reason-record-number = 使えない番号

reason-name-not-text = 名前が文字として読めない

reason-sender-unknown = 差出人の鍵が分からない
reason-not-addressed = 署名された宛先に受領者が入っていない
reason-note-missing = 送付書がなかった
reason-note-unconfirmed = 送付書の署名者が分からない
reason-not-stated = 「例外付き」とあるだけで、内容が書かれていない
reason-files-missing = 一覧にあるものがない
reason-files-extra = 一覧にないものがある
reason-files-not-compared = 内容を照合していないファイルがある（甲の一覧にハッシュがない）
reason-not-as-sealed = 取り出した内容の一部が、封緘されたときのとおりでない
reason-files-altered = 内容が一覧と違うものがある
reason-files-unreadable = 読めないものがある
reason-not-as-agreed = 受渡しが甲の指定と違う
