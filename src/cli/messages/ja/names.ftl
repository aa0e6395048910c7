# ファイルやフォルダーの名前

warn-names-everywhere = 受け取る人のコンピューター（Windows など）で使えないおそれのある名前が { $count } 件あります。--rename を付けて封緘すると、どこでも使える名前に替えます（元の名前はパッケージの索引に残ります）。
name-problem = { $kind ->
    [reserved] 　Windows の予約名: { $path }
    [character] 　Windows で使えない文字: { $path }
    [ending] 　Windows では消える末尾の点か空白: { $path }
    [too-long] 　名前が長すぎる（255 まで）: { $path }
    [case] 　大文字と小文字だけが違う: { $path } と { $other }
    [form] 　文字の表し方（NFC・NFD）だけが違う: { $path } と { $other }
    [same] 　UTF-8 に直すと同じになる: { $path } と { $other }
    [long-path] 　パスが 260 文字を超える（古い Windows のプログラムで開けない。替えません）: { $path }
   *[other] 　{ $path } { $other }
}
names-more = 　ほか { $count } 件（--json ならすべて出ます）
name-renamed = 　{ $was } → { $now }
seal-renamed = 名前を替えて封緘します: { $count } 件
open-renamed = 名前を替えて取り出しました: { $count } 件（封緘された名前 → 取り出した名前。フォルダーの中のものは、そのまま中にあります）
err-names-do-not-fit = 取り出す先で使えない名前が { $count } 件あります: { $path }
rec-names-do-not-fit = --rename を付けると、使える名前に替えて取り出し、替えた名前の一覧を受領確認書に添えます。または、別の種類の媒体かフォルダーを -d で指定してください。何も取り出していません。
source-problem = { $kind ->
    [link] 　リンク: { $path }
    [link-outside] 　封緘するものの中を指していないリンク: { $path }
    [special] 　ファイルでもフォルダーでもないもの（パイプ・機器など）: { $path }
    [not-utf8] 　UTF-8 でない名前: { $path }
    [control-character] 　改行などの制御文字のある名前: { $path }
    [duplicate] 　同じ名前のものがほかにもある: { $path }
    [missing] 　見つからない: { $path }
    [unreadable] 　読めない: { $path }（{ $reason }）
   *[other] 　読めない: { $path }
}
source-more = 　ほか { $count } 件
source-advice = { $kind ->
    [link] 　→ リンク: 行き先も一緒に封緘するなら、--links を付けるとリンクのまま封緘できます。そのほかのリンクは、行き先のファイルに置き換えてください。
    [link-outside] 　→ リンク: --links で封緘できるのは、一緒に封緘するものを相対パスで指すリンクだけです（外を指すもの、絶対パス、行き先のないものは、受け取った人の所では別のものを指すため）。行き先も一緒に封緘するか、行き先のファイルに置き換えてください。
    [special] 　→ ファイルでもフォルダーでもないもの: 封緘するフォルダーの外へ移してください。
    [not-utf8] 　→ UTF-8 でない名前: 名前を直すか、--rename を付けてください。
    [control-character] 　→ 制御文字のある名前: 名前を直すか、--rename を付けてください。
    [duplicate] 　→ 同じ名前: 別々に封緘するか、一方の名前を変えてください。
    [missing] 　→ 見つからないもの: 名前と場所を確かめてください。
   *[other] 　→ 読めないもの: 読み取りの権限と、媒体の接続を確かめてください。
}
