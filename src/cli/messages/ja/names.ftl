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
    [link] 　リンク: { $path }（封緘するものの中を指すリンクなら、--links でリンクのまま封緘できます。それ以外は実体に置き換えてください）
    [special] 　ファイルでもフォルダーでもないもの（パイプ・機器など）: { $path }（取り除いてください）
    [not-utf8] 　UTF-8 でない名前: { $path }（名前を直すか、--rename を付けてください）
    [control-character] 　改行などの制御文字のある名前: { $path }（名前を直すか、--rename を付けてください）
    [duplicate] 　同じ名前のものがほかにもある: { $path }（別々に封緘するか、名前を変えてください）
    [missing] 　見つからない: { $path }（名前と場所を確かめてください）
   *[other] 　読めない: { $path }（{ $reason }）
}
