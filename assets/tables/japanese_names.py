"""Japanese names with their readings in Latin letters (Hepburn, long vowels unmarked)."""

from __future__ import annotations

FEMALE = """
陽子 yoko, 裕美子 yumiko, 美加子 mikako, 舞 mai, 幹 miki, 花子 hanako, 直子 naoko,
千代 chiyo, 桃子 momoko, 真綾 maaya, 里佳 rika, 加奈 kana, 治子 haruko, 京子 kyoko,
香織 kaori, 明美 akemi, 智子 tomoko, 恵子 keiko, 由美 yumi, 幸子 sachiko, 美穂 miho,
久美子 kumiko, 直美 naomi, 洋子 hiroko, 真由美 mayumi, 典子 noriko, 愛 ai, 彩 aya, 葵 aoi,
結衣 yui, 凛 rin, 美咲 misaki, 七海 nanami, 杏 an, 莉子 riko, 結菜 yuna, 芽衣 mei,
咲良 sakura, 美月 mitsuki, 楓 kaede, 琴音 kotone, 遥 haruka, 千尋 chihiro, 沙織 saori,
麻衣子 maiko, 理恵 rie, 絵里 eri, 奈々 nana, 優子 yuko, 純子 junko, 和子 kazuko,
節子 setsuko, 文子 fumiko, 光 hikari, 雅 miyabi, 紗季 saki, 麗奈 rena, 詩織 shiori,
菜摘 natsumi, 瞳 hitomi
"""
MALE = """
太郎 taro, 稔 minoru, 学 manabu, 修平 shuhei, 直人 naoto, 健一 kenichi, 裕太 yuta,
浩 hiroshi, 翔太 shota, 拓真 takuma, 康弘 yasuhiro, 和也 kazuya, 亮介 ryosuke,
聡太郎 sotaro, 陽一 yoichi, 京助 kyosuke, 晃 akira, 英樹 hideki, 零 rei, 淳 atsushi,
充 mitsuru, 大輔 daisuke, 誠 makoto, 健太 kenta, 拓也 takuya, 達也 tatsuya, 隆 takashi,
豊 yutaka, 進 susumu, 茂 shigeru, 修 osamu, 勇 isamu, 博 hiro, 正 tadashi, 勝 masaru,
清 kiyoshi, 蓮 ren, 湊 minato, 悠真 yuma, 陽翔 haruto, 樹 itsuki, 朝陽 asahi, 颯太 sota,
大和 yamato, 悠斗 yuto, 駿 shun, 海斗 kaito, 涼 ryo, 翼 tsubasa, 智也 tomoya, 雄大 yudai,
弘樹 hiroki, 祐介 yusuke, 慎吾 shingo, 剛 tsuyoshi, 哲也 tetsuya, 宏 ko, 敦 tsutomu,
武 takeshi, 薫 kaoru
"""
LAST = """
佐藤 sato, 鈴木 suzuki, 高橋 takahashi, 田中 tanaka, 渡辺 watanabe, 伊藤 ito,
山本 yamamoto, 中村 nakamura, 小林 kobayashi, 加藤 kato, 吉田 yoshida, 山田 yamada,
佐々木 sasaki, 山口 yamaguchi, 松本 matsumoto, 井上 inoue, 木村 kimura, 林 hayashi,
斎藤 saito, 清水 shimizu, 山崎 yamazaki, 阿部 abe, 森 mori, 池田 ikeda, 橋本 hashimoto,
山下 yamashita, 石川 ishikawa, 中島 nakajima, 前田 maeda, 藤田 fujita, 後藤 goto,
小川 ogawa, 岡田 okada, 村上 murakami, 長谷川 hasegawa, 近藤 kondo, 石井 ishii,
坂本 sakamoto, 遠藤 endo, 藤井 fujii, 青木 aoki, 福田 fukuda, 三浦 miura, 西村 nishimura,
藤原 fujiwara, 太田 ota, 松田 matsuda, 原田 harada, 岡本 okamoto, 中野 nakano,
中川 nakagawa, 小野 ono, 田村 tamura, 竹内 takeuchi, 金子 kaneko, 和田 wada, 中山 nakayama,
石田 ishida, 上田 ueda, 森田 morita, 柴田 shibata, 酒井 sakai, 工藤 kudo, 横山 yokoyama,
宮崎 miyazaki, 宮本 miyamoto, 内田 uchida, 高木 takagi, 安藤 ando, 谷口 taniguchi,
丸山 maruyama, 今井 imai, 河野 kono, 藤本 fujimoto, 村田 murata, 武田 takeda, 上野 ueno,
杉山 sugiyama, 増田 masuda, 平野 hirano, 大塚 otsuka, 千葉 chiba, 久保 kubo, 松井 matsui,
小島 kojima, 岩崎 iwasaki, 桜井 sakurai, 野口 noguchi, 松尾 matsuo, 野村 nomura,
木下 kinoshita, 菊地 kikuchi, 佐野 sano, 大西 onishi, 杉本 sugimoto, 新井 arai,
浜田 hamada, 菅原 sugawara, 市川 ichikawa, 水野 mizuno, 小松 komatsu, 島田 shimada,
古川 furukawa, 小山 koyama, 高野 takano
"""
