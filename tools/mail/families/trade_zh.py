"""Bad mail of trades that offer themselves unasked: works, freight, gifts, papers, debts, emigration; carriers, summons, gambling and girls."""
from . import letters

_OLD = {"form": "plain", "ways": "bulker bulker vps foxmail foxmail outlook"}
_NOW = {"ways": "foxmail foxmail outlook vps bulker exchange"}

letters("works-zh", "spam", "zh", "advert", """
S: {供应|厂家直销|优质}{不锈钢管|空压机|注塑机配件|打包带|LED显示屏|工业风扇|活性炭|电子元器件}{，价格优惠|{报价|}}
{尊敬的采购部负责人：|致采购经理：|老板您好：}
{本厂位于$city工业园，|$org成立于$old年，}{占地$n00亩，员工$n00人|拥有国内先进生产线$m条|是集研发、生产、销售于一体的专业厂家}，{通过ISO9001:2000质量体系认证|产品远销欧美、东南亚}。主要产品：
* {304、316L不锈钢无缝管，规格齐全|螺杆式空压机，节能$pct%}
* {户内外全彩屏，P$k到P$m|各类密封件、轴承、皮带}
* {非标可来图来样加工|IC、二三极管、钽电容，原装现货}
{我们的优势：价格比同行低$m%，交货快，可月结。|老客户试用后回购率九成。|小批量也接，免费寄样。}
{欢迎来电来厂考察！|需要报价单请回复此邮件。}
联系人：$name {经理|小姐|}　电话：$tel　传真：$fax　手机：$mobile　QQ：$qq
====
S: {二手设备|库存|废料}{高价回收|转让}
{长期高价回收：|现有}{废铜、废铝、电子脚、库存IC|二手冲床、车床、发电机$m台}，{现金结算，上门估价|九成新，$amount可谈}，{信息提供者重酬|中介有佣金}。$name $mobile（$city）
====
S: {车间地坪|净化工程|厂房装修|监控安装|废水处理}{，免费出方案|报价}
{贵公司若有扩建、改造计划|如近期有装修、安装需求}，{我司持一级资质，案例$n0余家|可带图纸上门}，{垫资施工，验收付款|质保$k年}。{业务员|项目部}$name：$mobile
""", shown="{$name|$org业务部|销售部$name|$name（厂家）}", **_NOW)

letters("freight-zh", "spam", "zh", "writer", """
S: {国际快递$k折|海运{特价|运价}|双清包税|FBA头程|空运报价}（$month）
{您好，我是$org货代$name。|外贸朋友们：}{本周特价：|最新运价：}
| {美西快船|盐田—洛杉矶}：USD $n00/40HQ
| {DHL、UPS大货|欧洲铁路双清}：$n元/KG
?| {中东专线|澳洲海派}：$m元/KG，时效$n天
{上门提货，可拖车报关买单|敏感货、带电、仿牌、粉末都能走|包清关包派送，丢件全赔}。{月结免押，首票减$fee|查价加QQ：$qq}。{祝生意兴隆！|$mobile 微信同号}
====
S: {搬家搬厂|物流专线|冷链仓储}：{$city至全国|整车零担}
{天天发车，门到门|十几年老牌货运}，{回程车半价|吨价$n0元起，代收货款}。{受理电话$tel|$name $mobile}
====
S: {买单出口|退税|报关}代理
{没有进出口权也能出货|全品名买单，可做产地证|出口退税$m天到账，垫税千四}，{手续简便，长期稳定|需要的请加$wechat}。
""", shown="{$name|$org货代|操作部$name|物流$name}", form="plain", **_NOW)

letters("gifts-zh", "spam", "zh", "advert", """
S: {中秋|年货|端午|三八节}{大闸蟹券|月饼团购|礼品定制|福利卡|茶叶礼盒}{$k折|，厂价|}
{行政、工会负责人：|各位老板、HR：}{又到送礼季，您的客户和员工准备好礼物了吗？|今年送什么？送健康！}
* {阳澄湖大闸蟹八只装，券面$n88元，团购$price|流心月饼礼盒，$n元起}
* {明前龙井|坚果礼盒|酱香白酒，贵州老窖六年，$price/箱}
* {保温杯、U盘、T恤印LOGO，$n0件起订|购物卡$m折充值，可开办公用品发票}
{可货到付款，品鉴装免费送|送货上门，一张也送|采购有回扣，私聊}。
{订购：|联系}$name $mobile，微信$wechat
====
S: {酒庄|茶园}{清仓|扶贫|内部价}
{因{仓库搬迁|资金周转}，酒厂老板忍痛清库存：|}{原价$n99一瓶，现$m9一整箱|存放$n年老酒只送不卖，邮费$fee}。{货到满意再付款，不好喝全退|品酒顾问$name加$wechat}。
====
S: {鲜花|蛋糕|花篮|印刷|名片|锦旗}预订
{$city市区免费配送，企业月结|名片$m元一盒，画册$k折，两天交货}。{致电$tel|加QQ $qq 发文件估价}。
""", shown="{$name|$org礼品|团购部$name|福利采购}", **_NOW)

letters("papers-zh", "spam", "zh", "writer", """
S: {论文{代写|代发|润色}|职称{评审|论文}|SCI{包录用|挂名}|快速见刊|专著副主编}
{尊敬的老师：|各位需要评职称、毕业的朋友：}
{本中心与$n0余家{核心|国家级}期刊签约|编辑部内部征稿，版面所剩不多}，{教育、医学、经济、工程类|社科、护理、建筑类}{均可安排|加急$m天出录用通知}。{知网可查，查重包过|正刊增刊随您选|先录用后付款，不录用退全款}。
* {省级$n00元，国家级$n80元，核心面议|SCI三四区一作转让，$amount}
?* {课题挂名、专利第二发明人、出书主编名额|毕业论文代写，本科$n00元千字起}
{编辑$name，QQ：$qq|咨询$mobile（$name老师）}
====
S: {征稿|约稿}函：《{$city教育研究|现代医学论坛|管理与科技}》
{$local老师您好：|}{拜读过您的文章，非常钦佩，|}本刊{系国家级学术期刊，月刊|为旬刊，全国公开发行}，{现面向全国征稿|邀请您担任编委}，{版面费$n00元，两天审稿|第$k期即将截稿}。投稿邮箱即本邮箱，{注明“编辑$name推荐”优先|可开发票}。
====
S: {查重|降AI率|翻译}{，淘宝最低|五折}
{一小时降到$m%以下|母语润色，附证明}，{千字$n元|先做后付}。{旺旺$wechat|QQ $qq}
""", shown="{编辑部|$name编辑|学术中心|$name老师|期刊征稿}", form="plain", **_NOW)

letters("debt-spy-zh", "spam", "zh", "writer", """
S: {讨债|私家侦探|婚外情调查|要账公司|手机定位|查{开房|聊天}记录}
{$org商务调查公司，专业$n年|退伍军人团队，合法清债}：{个人、工程、货款欠债，不成功不收费|婚姻取证、找人、打假|三角债、老赖财产线索}。{只要有手机号就能定位|微信记录远程同步|一天出结果}。{收费低，绝对保密|签合同}。{侦探$name|经理}：$mobile，QQ $qq
====
S: {窃听|针孔}{器材|摄像头}、{GPS追踪器|手机监听卡}
{可远程听音，隔墙$n米|手机SIM卡复制，对方短信通话同步|火柴盒大小，待机$n天}，{$n80元一套|货到付款，无效包退}。订购：$mobile
====
S: {企业清欠|不良资产|法律顾问}合作
{贵公司的呆坏账交给我们|年底清欠高峰}：{律师函$fee一封，发函七成回款|风险代理，回款提成$m%}，{全国$n城有人|先上门后收费}。$name $mobile
""", shown="{$name|商务调查|$org清债|侦探社}", form="plain", spoil=True, **_NOW)

letters("abroad-zh", "spam", "zh", "advert", """
S: {移民|出国劳务|留学|海外房产}{讲座|新政|名额}（$city）
{加拿大雇主担保，英语零基础|新西兰、澳洲{厨师|农场}招工，年薪$n万|希腊买房送居留，$n万欧元起|马来西亚第二家园}，{不成功退费|$m个月获批|中介费出国后扣}。{孩子可免费读公立学校，全家受益|联考上名校|护照通行$n0国}。
{$later在$city大酒店举办说明会，限$n席|顾问免费评估}。
> 预约评估
{$name顾问 $mobile|签证专家$name，微信$wechat}
====
S: {赴日研修|新加坡工作|欧洲司机}：{高薪急招|工签}
{月薪$n000元以上，包吃住机票|正规商务部备案，无加班费打官司|四十五岁以下，身体健康}，{押金$amount，落地返还|先面试后体检}。名额$n人。$name $mobile
====
S: {雅思保分|GRE|托福}{机经|改分|替考}
{真题提前三天到手|考后改分，官网可查，出分付款}，{稳定渠道$n年|$amount包过}。QQ $qq
""", shown="{$name|$org移民|留学$name老师|出国劳务}", **_NOW)

letters("franchise-zh", "spam", "zh", "writer", """
S: {致富|加盟|小本创业|网络赚钱|年赚$n万}{项目|不是梦|，无风险}
{您想不想每天多赚$n00元？|朋友，还在为别人打工吗？|下岗不失志，创业有高招！}
{国家专利产品|央视报道项目}“{石头画|无烟烧烤|汽车漆面快修|活性酶洗衣|自动售货}”{诚招各地代理|加盟}，{投资$n00元，月利$n000元|三平方就能开店|送全套设备原料，包教包会}。{产品包回收，签合同|考察报销车费}。{索取资料请寄邮费$m元|来电即送光盘}。
?{有了电脑，点点广告每小时$k美元，多推荐多得。|注册会员即送$n美金，上线不动也赚钱。}
地址：$city市$org路　$tel　{$name先生|招商部}
====
S: {社区团购|奶茶|无人直播|短剧推广|茶饮}{招募合伙人|城市代理}
{一部手机，一个人就能干|AI自动剪辑，日入$n00不是问题}，{加盟费$price立减|总部扶持$m个月，不赚钱退}。{仅剩$city名额|已有$n00人上车}。加$wechat看后台。
====
S: {本信能改变您的命运|五元钱创造奇迹|请认真读三遍}
{这不是骗局，完全合法：|}向下列五位各寄{五|十}元，把第一位划去，把自己写在末位，再发给$n00人，{两个月后收到$n万元|数学不会骗人}：1、{$name}，$city；2、$other；3、$third……{我原来也不信，结果第$m天收到第一笔|请勿中断}。
""", shown="{$name|招商部|$org加盟|创业导师|致富信息}", **_OLD)

letters("summons-zh", "phishing", "zh", "lure", """
S: {法院传票|律师函|行政处罚告知书|失信告知|强制执行}（{$year|}{民初|}{字|}第$last号）
{$local：|被告知人：}{你与$org借款合同纠纷一案已立案|因你未履行还款义务，现拟列入失信名单|经举报，你单位涉嫌虚假宣传，拟罚款$amount}，{定于$later开庭，请于链接下载应诉材料|请于收件后$m日内登录核对案号}，{缺席视为认可|逾期冻结名下银行卡、微信}。
> {下载传票|查看文书|缴纳诉讼费}
{书记员$other|执行局|承办律师$other} {$mobile|}
====
S: {12315|消费者}{投诉|索赔}转办：{贵司产品致人不适|订单$no}
{你单位被投诉，详细材料见下载链接，须在$m日内在线答辩。|消费者附有照片和录音，请客服点击核实并赔付。}
> 查看投诉
====
S: {企业年报|营业执照|统计|安全生产}{异常|未报|年检}{通知|}
{因未按期公示年报，你单位将被列入异常|营业执照需换发电子版}，{请法人登录补报并缴纳$fee|点击激活电子营业执照，需对公账户验证}。
> 立即补报
""", shown="{人民法院|市场监管局|律师事务所|企业服务中心|执行局}", bait="court|12315|gsxt|nianbao|susong", ways="vps vps bulker phpstray foxmail outlook")

letters("order-now-virus-en", "virus", "en", "lure", """
S: {RFQ|New PO|Urgent quotation|Price request} {$no|for $firm|- Q$k tender}
{Dear sir/madam,|Good day,} {our client needs the items in the attached list, please quote CIF with lead time|kindly find enclosed our purchase order, confirm and send proforma}. {Drawings are inside.|Treat as most urgent; password $last.} $name, {Procurement|Overseas buyer}
====
S: {Swift copy|Payment slip|TT advice} {for $amount|$no}
{Please see attached swift for the balance paid today and confirm receipt.|Our bank released your payment; open the slip and check the account details.} {Sorry for the delay.|}
====
S: {Arrival notice|AWB|Bill of lading|Customs documents} $track
{Your cargo arrives on $later. Documents attached, revise within 24 hours.|Shipment under this AWB is on hold as the label is unreadable, print the attached one.}
====
S: {CV|Resume|Scanned document|Complaint}{: $name|}
{I'm interested in the job you posted, my resume is attached. Enable content to see the photo.|Attached is what your employee did, I'll go to court.}
""", files=("exe",), shown="{$name|Purchase dept|Shipping desk|$org}")

letters("tw-vice", "illegal", "tw", "writer", """
S: {娛樂城|真人百家樂|運彩|539}{首存送$pct%|明牌|開戶送$n00}
{玩家您好：|}{全台最大線上博弈，電子、捕魚、體育應有盡有|今彩539獨家牌支，連中$m期}，{註冊即送體驗金$n8元|儲值$n000送$n00，託售五分鐘到帳}，{美女荷官現場發牌|出金快速有保障}。{加LINE：$wechat|www.$stray}
====
S: {外送茶|正妹到府|援交|成人影片}{$city|吃魚喝茶}
{學生妹、OL、模特兒，照片看完再決定|本站$n000部無碼，月費$n0元}，{兩節$n000，可外出旅館|不用先付款，看到人再給}。{賴：$wechat|專線$mobile}
====
S: {威而鋼|春藥|犀利士}{現貨|貨到付款}
{正品藥局直送，隱密包裝|一顆見效，持久$n分鐘}，{買$k送$m，$price|不用處方}。{官網www.$stray|}
""", shown="{$name|客服小$name|娛樂城|茶莊}", form="plain", ways="vps bulker bulker outlook gmail")

letters("vice-now-en", "illegal", "en", "advert", """
S: {Free spins|Welcome bonus|No-deposit $fee|VIP table} {inside|waiting|for $first}
{Spin {Book of Gold|Sweet Rush} with $n free spins, no deposit.|Double your first deposit up to $amount.} {Bitcoin in, bitcoin out, no documents asked.|Withdraw in $m minutes.} {Players from your country welcome, VPN is fine.|Live dealers all night.}
> {Play now|Claim bonus}
====
S: {Sure odds|Fixed matches|Tip of the day}: {$weekday|Champions night}
{Our insider in the league has the correct score at $n.00.|Last week's $m tips all won.} {Pay after you win the first one.|$price by crypto, WhatsApp $phone.}
====
S: {She left you a video|Uncensored|Local hookups|Leaked set} {(18+)|}
{Watch $n,$last amateur clips with no limits.|Married women in $city look for a secret affair.} {Webcam girls undress for tokens, first show free.|Your nude pics were liked.}
> Enter
""", shown="{Lucky $first|Spin Club|Hot $first|Tipster}", org="Spin Club:spinclub-vip|Lucky Reef:luckyreef-casino|Night Cams:nightcams-live", spoil=True)

letters("journal-fake-en", "spam", "en", "writer", """
S: {Call for papers|Invitation to publish|Editorial board membership|Keynote invitation}: {International Journal of {Advanced|Modern} {Science|Medicine}|World Congress on {Nursing|Nano}}
{Dear Dr. {$local|Researcher},|Greetings of the day!} {We came across your eminent article and|In view of your outstanding contribution, we} {invite you to submit a manuscript to our next issue|cordially invite you to speak at $city}. {Peer review within $m days, DOI, indexed in Google Scholar.|Impact factor $k.$m (self-calculated).} {Publication fee is only $price, discount until $later.|Registration $price includes certificate, coffee and group photo.} {A 2-page opinion or case report is enough, we lack one article to release the issue.|Kindly respond within 24 hours.} {Have a wonderful day ahead.|}
====
S: {Reminder:|Final reminder|Re:} {awaiting your manuscript|abstract submission}
{We didn't hear from you regarding our previous mail.|Hope you are doing great and good.} {Can we expect your valuable paper by tomorrow?|We can help you to write it.} Reply with your {topic|consent}. $first, {Managing Editor|Programme Manager}
====
S: {Book chapter|Award|Certificate of excellence}: {Best Researcher|Young Scientist} $year
{You're nominated for the award; the nomination fee is $price.|Edit a volume with us and get royalty.} {Winners receive medal and plaque.|}
""", shown="{$first|Editorial Office|Dr $name|Conference Secretary}", reply=True)
