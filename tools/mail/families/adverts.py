"""Bad mail: what is offered unasked, from goods and loans to gambling, and a few carriers, rumours and illegal offers of today."""
from . import letters

letters("cold-seo-en", "spam", "en", "writer", """
S: {quick question about $home|$home: errors on your website}
Hi $local,
I was going over your site and saw a few technical errors that keep it from ranking on Google. May I send you a short video with the fixes? No cost, no obligation.
?P.S. If you're not the right person, point me to who handles marketing.
====
S: Guest post on your blog?
Hello, I'm an outreach manager and would like to place an article with a do-follow link on $home. What's your price for a permanent post? We also have casino and CBD articles at a higher rate. We can pay $price by PayPal.
====
S: Website redesign | app development | {from $price|offshore team}
Dear owner, we're a team of $n developers in {Noida|Lahore}. We make WordPress, Shopify and mobile apps at very affordable prices. Reply with your phone number and we'll share portfolio and quote.
====
S: Re: my last mail
Just bumping this to the top of your inbox. Did you get a chance to look at the proposal? We can bring $n qualified leads a month to $firm or you pay nothing.
""", shown="$name", sign="{Best|Thanks|Cheers}, $name, {Digital Marketing Consultant|Business Development}", reply=True)

letters("cold-b2b-en", "spam", "en", "advert", """
S: $first, {idea for $firm|15 minutes this week?|cutting your AP costs by $pct%}
Hi $first,
noticed that $firm is hiring in finance, congrats! Companies like yours lose about $n hours a week on invoices. Our AI agent takes care of it, and teams see a return in $m weeks.
Worth a quick chat on $weekday? Happy to send a $price gift card for your time.
> Pick a slot
====
S: Breakup email 😢
I've reached out a few times and haven't heard back, which tells me one of three things: you're busy, you're not interested, or you were chased by a bear. Reply 1, 2 or 3 and I'll act accordingly.
====
S: Attendee list: {DataConf|Offshore Expo|Medical Fair} $year
Hi, would you be interested in the verified attendee list with emails and phone numbers? Counts: $n,$last contacts. Special price this week: $price. Let me know and I'll share samples and next steps.
====
S: Need funding for {payroll|stock}? Up to $big in 24 hours
You're pre-approved for a business line of credit, no personal guarantee, no credit check. Funds wire the same day. Reply YES or apply below.
> See my offer
""", shown="{$name|$name from $org}", org="Leadrocket:leadrocket-mail|Inboxpilot:inboxpilot|Fastcap Funding:fastcap-funding|Expo Data Hub:expodatahub")

letters("factory-late-en", "spam", "en", "writer", """
S: {CNC machining parts|LED display|PVC bags|solar lights} supplier
Dear {purchasing manager|friend|sir},
glad to learn you're in the market of this line. We're a factory in {Ningbo|Shenzhen} with $n years of experience, ISO 9001. Good price, MOQ $n pcs, samples free, delivery $m days. May I send you our catalogue? WhatsApp $phone
====
S: Shipping rates {Ningbo|Shanghai} to $city
Good day, this is $name from a forwarder. Best rate this week: $amount per 40HQ, all in, free storage $m days. If you have any shipment from China please check with us, door to door and customs clearance included.
====
S: New price list, {ink cartridges|packaging machines|nitrile gloves}
Hope this mail finds you well. We lowered prices by $m% this month. Just reply with quantity and I'll make you a proforma invoice. 30% deposit by T/T, balance before shipment.
""", shown="{$name|Cindy Wang|Jack Lee|Export dept}", sign="{Best regards|B.rgds|Thanks and best regards}, $name, Sales Manager", ways="foxmail foxmail outlook exchange gmail bulker")

letters("pills-late", "spam", "en", "advert", """
S: {Weight-loss shots|Ozempic alternative} without prescription
Lose $n pounds in $m weeks with the drops that celebrities use instead of injections. No diet, no gym. Doctors are stunned. $pct% off today only, money-back guarantee.
> Get my bottle
====
S: {Men over 40|Last longer tonight}: read this first
One blue gummy before bed brings back the fire. 100% natural, discreet package, no prescription. Buy 3 and get 2 free.
> Order now
====
S: Toenail fungus? Throw away the cream
A retired surgeon shows a 7-second ritual that kills it at the root. The big pharmacies tried to remove this video $m times.
> Watch free video
====
S: Stop paying for hearing aids
Nano hearing device at $price instead of thousands. Crystal clear sound. $n,$last sold this week, hurry while stocks last.
> Claim discount
""", shown="{Health Report|Nature Lab|$name|Vital Men}", org="Nature Lab:naturelab-deal|Vital Men:vitalmen-now|Health Report:health-report-daily", spoil=True)

letters("replica-late", "spam", "en", "advert", """
S: {Rolex|Louis Vuitton|Ray-Ban} outlet: $pct% off, today only
Clearance of original quality watches and bags. Same material, same weight, no one will notice. Free shipping worldwide, all cards and crypto.
* Submariner style $price
* Shoulder bag $price
* Sunglasses $fee
> Shop outlet
====
S: Warehouse closing: sneakers from $fee
We're closing forever and everything must go. Only $m hours left. Branded sneakers up to $pct% off, sizes run out fast.
> Buy now
""", shown="{Luxury Outlet|Brand Sale|Sneaker Warehouse}", org="Luxury Outlet:lux-outlet-sale|Brand Sale:brandsale-online", spoil=True)

letters("loan-late-en", "spam", "en", "writer", """
S: {Loan at 2% interest|Project finance available}
Greetings, we're a private lender and offer loans from $amount to $big at 2% per year for business and personal use. No collateral, no upfront questions. Fill in: name, country, amount, duration, phone. Funds in 48 hours.
====
S: Your debt may be forgiven under a new program
$first, you may qualify for student loan forgiveness or hardship relief. Case number $no expires on $later. Call $phone and have your social security number ready.
====
S: Pre-approved: $amount credit card, any credit
Bad credit is okay. Get a card with a limit of $amount. One-time activation of $price. Answer today.
""", shown="{$name Finance|Loan Desk|Relief Center|Credit Dept}", reply=True)

letters("training-late-zh", "spam", "zh", "writer", """
S: {$later-$city|【公开课】}{新任经理全面管理技能提升|生产计划与物料控制PMC|应收账款与信用管理|大客户销售策略}
课程对象：{总经理、生产经理、计划主管|财务总监、信用经理、销售经理}
时间地点：$later 两天，$city（$m月另有上海、深圳班）
费用：$amount/人（含讲师费、教材、午餐），四人以上九折
主讲：$name老师，{前某世界五百强工厂厂长|资深实战派讲师}，授课$n$m场
报名咨询：$phone，QQ/微信 $qq，回复本邮件索取大纲
====
S: 企业内训：{车间班组长管理能力训练|TTT培训师|阿米巴经营}，可上门
尊敬的领导：贵公司如有培训计划，我们可根据需求定制课程，先试听后付款。附课程清单，近期热门：精益生产、劳动法风险规避、沟通技巧。期待与您合作！联系人$other，电话$phone。
====
S: {注会|一建|PMP|软考}保过班，不过退费
内部押题、协议保过，可挂靠，可加急。前$n名立减$price，加微信$wechat。
""", shown="{培训中心|$name老师|企业内训部|会务组}", reply=True)

letters("invoice-seller-late-zh", "spam", "zh", "writer", """
S: {有票|财务请看|合作}：{咨询、会议、材料、运输|建筑、劳务、办公}费
您好！我司因进项多余，可对外开具{增值税专票、普票|各行业数电票}，票点{$m|优惠}，保真可查，先验后付，长期合作更优惠。微信：$wechat 电话：$masked $name
====
S: 代理{记账报税|税收筹划|核定征收}，合理避税
老板您好，还在为缺成本票发愁？园区核定征收，综合税负低至$m%，公转私合规出款，当天开票当天到账。咨询$name QQ$qq
====
S: 咨询票据事宜
经理您好，本公司与多家实体企业合作，向贵司提供$city及周边各类发票，普票1-2个点，专票面议。需要请联系，非诚勿扰。
""", shown="{$name|财税服务|刘会计|张经理|税务咨询}", form="plain")

letters("brush-zh", "spam", "zh", "writer", """
S: {兼职招聘|在家可做|点赞员日结$price}
招聘电商{刷单员|点赞员|试衣评价员}，手机操作，时间自由，每单佣金$m-$n元，日赚$price，做完立结，不收押金。名额$n个，加QQ$qq或微信$wechat，备注“兼职”。
====
S: 高薪招聘：{打字员|录入员|淘宝客服}（在家办公）
月入过万不是梦，宝妈学生均可，每天两小时。入职需购买{培训资料$fee元|会员}，做满三天返还。联系$name $phone。
====
S: 内部任务群，充$n返$pct
大平台合作，先垫付后返佣，连本带利一小时到账。带新人有奖，联系导师微信$wechat。
""", shown="{招聘专员|HR$name|兼职客服|任务导师}", form="plain")

letters("loan-late-zh", "spam", "zh", "writer", """
S: {您有一笔$amount额度待领取|企业信用贷年化$m%|公积金装修贷}
您好，凭{营业执照满一年|公积金|保单}即可申请，最高$big，随借随还，不看征信，当天放款。内部渠道，下款收$m个点。电话$phone，微信$wechat。
====
S: 征信修复、逾期协商
网贷逾期、信用卡停息挂账、征信花了都能办，停催收，分$n期还本金。先办理后收费，添加微信$wechat咨询。
====
S: 过桥、摆账、验资、承兑贴现
本公司自有资金，面向全国做大额摆账、验资增资、银行承兑汇票贴现，手续费低，安全快捷。$name $phone
""", shown="{信贷部$name|金融服务|征信顾问|$name}", form="plain")

letters("web-zh", "spam", "zh", "advert", """
S: {小程序商城|企业官网|AI短视频获客}，$price全包
老板您好，同行都在做抖音、百度爱采购了，您还在等客户上门吗？我司提供官网建设、SEO排名、短视频代运营，七天上首页，无效退款。
> 查看案例
电话/微信：$phone，$name
====
S: {外贸客户数据|海关数据|企业名录}$year最新版
全球采购商邮箱$n万条，按国家、产品筛选，配送群发系统，每天可发$n万封，免费试用三天。QQ$qq
====
S: {商标|专利|高新}申报，最高补贴$big
尊敬的企业负责人：今年高新技术企业申报即将截止，通过可享15%所得税优惠及政府奖励。我司协助材料全包，不成功不收费。咨询$name $phone
> 免费评估
""", shown="{$name|网络推广|企业服务中心|知识产权部}", org="速推网络:sutui-net|企服宝:qifubao|名录王:minglu-data")

letters("conference-fake-en", "spam", "en", "writer", """
S: Call for papers: International Journal of Advanced {Everything|Research|Sciences}, impact factor 9.$m
Dear eminent researcher $local, greetings for the day! Based on your outstanding contribution we invite you to submit a paper, review within 48 hours, publication in $m days, fee only $price (waived $pct% for you). Any topic is welcome.
====
S: Invitation as keynote speaker, World Congress in {Dubai|Bangkok|Paris}
Dear Dr, we've gone through your excellent work and would be honoured by your presence as honourable speaker. Registration $amount, including certificate. Kindly reply within 2 days, as slots are limited. {Awaiting your quick reply|Eagerly}, $name, programme manager
====
S: Join our editorial board
Respected professor, your profile was selected by our committee. To become board member send your CV and photo, and publish one article per year at a discount of $pct%.
""", shown="{$name|Editorial Office|Conference Secretary}", reply=True)

letters("spam-late-ja", "spam", "ja", "lure", """
S: 【至急】$amountの受取手続きが完了していません
おめでとうございます。あなたは支援金$amountの受取人に選ばれました。本日中にお手続きいただけない場合、権利は失効いたします。
> 受取手続きへ
====
S: はじめまして、{美咲|ゆき}です
突然のメールすみません。夫とは別居中で、お話相手を探しています。お礼に$amountお渡しできます。会っていただけませんか？写真はこちらに載せています。
> メッセージを見る
====
S: 副業で月{30|50|100}万円、スマホだけ
1日10分のコピペ作業で誰でも稼げます。先着$n名様限定で無料公開中。LINE登録だけで現金プレゼント。
> 無料で始める
====
S: 人気ブランド時計・バッグ最大$pct%OFF
N級品、最高品質、全国送料無料、代引き可。正規品と見分けがつきません。
> 店舗を見る
""", shown="{支援事務局|美咲|副業ナビ|ブランド専門店}", bait="shien|lucky|fukugyo|brand")

letters("offers-eu", "spam", "de", "advert", """
S: {Kredit ohne Schufa|Sofortkredit $amount}: heute noch auszahlen lassen
Sie brauchen schnell Geld? Auch bei negativer Bonität! Kredit bis $amount, ohne Papierkram, Auszahlung in 24 Stunden. Nur noch heute ohne Bearbeitungsgebühr.
> Kredit anfordern
====
S: Bitcoin-System macht Rentner reich
In der Sendung sprach er offen darüber, danach wurde die Folge gelöscht: Mit $price Einsatz zu $amount im Monat. Sichern Sie sich Ihren Platz, kostenlos registrieren.
> Jetzt registrieren
====
S: Abnehmen ohne Diät: {12|9} Kilo in $m Wochen
Ärzte sind sprachlos. Ein Löffel am Abend genügt. Heute $pct% Rabatt und kostenloser Versand.
> Jetzt bestellen
""", shown="{Kredit24|Finanz-Tipp|$name|Gesund leben}", org="Kredit24:kredit24-sofort|Finanz-Tipp:finanztipp-news")

letters("offers-romance-langs", "spam", "es", "advert", """
S: {Préstamo|Crédito} urgente sin aval, hasta $amount
¿Necesita dinero hoy? Préstamos al 3% sin consultar buró ni garantías. Envíe su nombre, monto y WhatsApp y le depositamos en 24 horas.
> Solicitar
====
S: Base de datos de empresas $year actualizada
Más de $n.000 correos de empresas segmentados por sector y ciudad, ideal para sus campañas de email marketing. Precio especial $price. Incluye programa de envíos masivos.
> Comprar
====
S: Gana $price al día desde casa
Una madre soltera descubrió este método y los bancos no quieren que lo sepas. Cupos limitados, regístrate gratis.
> Quiero ganar
""", shown="{Préstamos Ya|$name|Marketing Directo}", org="Préstamos Ya:prestamos-ya|Marketing Directo:mkt-directo")

letters("casino-late", "illegal", "en", "advert", """
S: {$n free spins|$amount bonus} are waiting, $first
No deposit needed: register at the crypto casino, take your free spins and cash out to your wallet in minutes. No ID, no limits. Live blackjack, slots, roulette and sports bets all day.
> Spin now
====
S: Your VIP cashback of $price expires tonight
We miss you at the tables! Deposit $fee and play with $price. Jackpot stands at $big; last winner from $city.
> Play
""", shown="{Lucky Coin Casino|VIP Host $first|Spin Palace}", org="Lucky Coin:luckycoin-casino|Spin Palace:spin-palace-vip", spoil=True)

letters("bocai-late-zh", "illegal", "zh", "advert", """
S: {老虎机爆奖|电子、棋牌、真人|注册即送$price}，信誉平台
尊敬的会员，{PG电子|麻将胡了|百家乐}全新上线，首存$price送$price，每日返水$m%，支持USDT秒存秒提，不限IP。
> 立即注册
====
S: 【体育】{英超|欧冠|世界杯}赛事投注，滚球高赔
串关加赔、亏损救援金最高$amount。招募代理，占成$pct%，日结。TG联系客服。
> 进入官网
====
S: 特码内部料，{今晚开奖|$m肖中特}
跟老师走连中$m期，不中不收费，先试后付，加微信$wechat。
""", shown="{娱乐客服|VIP专员|体育平台|$name}", org="金冠娱乐:jinguan-yule|汇赢体育:huiying-sport")

letters("adult-late", "illegal", "zh", "advert", """
S: {同城约会|附近的她刚刚上线|深夜直播间}
$city寂寞少妇、学生妹在线，裸聊一对一，先看后付，无套路，加飞机或点击下载APP免费看成人视频。
> 下载APP
====
S: 你要的资源更新了
无码高清，日更$n部，国产、偷拍、主播，永久会员$price，支持支付宝。十八禁。
> 免费试看
""", shown="{小$name|夜色|客服}", org="夜色直播:yese-live|蜜桃视频:mitao-video")

letters("carrier-late-en", "virus", "en", "writer", """
S: {RFQ|Enquiry} $no: {kindly quote|urgent}
Dear sir/madam, please see the attached enquiry with specification and drawings and quote your best CIF price. We need it before $later. The drawings open with a double click.
====
S: DHL shipment {arrival|invoice}: AWB $no
Please find attached the shipping documents. Sign and return them to release your parcel. If the file is blocked by your antivirus, allow it.
====
S: Outstanding payment, statement attached
Dear customer, see the attached statement of account. Legal action follows on $later. Open the file on a computer.
""", files=("exe",), shown="{$name|Purchasing|DHL Express|Accounts}", sign="$name, $org")

letters("carrier-late-zh", "virus", "zh", "writer", """
S: {$year年度薪资补贴名单|会议纪要及任务分工|客户投诉材料}
请在电脑上解压查看附件，内部文件，请勿外传，看完请回复。
====
S: 采购清单{（急）|}请报价
您好，附件是我们的采购清单和图纸，请今天下班前报价，谢谢。$name $phone
""", files=("js",), shown="{人事部|$name|采购部}")

letters("rumor-late-zh", "rumor", "zh", "writer", """
S: {紧急通知|刚刚发生的|看到速转}
{刚从朋友圈看到|我同学在电视台上班}，$city昨晚{化工厂爆炸死了$n$m人|自来水检出剧毒}，新闻全部被删！大家最近{不要出门|不要喝水、多囤矿泉水}，转给你关心的每一个人，转发一次救一家人！
====
S: 某品牌{牛奶|火腿肠}千万不要再买了
专家已证实，里面加了{塑料|避孕药}，$n个孩子住院，厂家花钱封口。是中国人就转起来！
====
S: 下月起{取消退休金|存款要交税|微信要收费}
内部文件已经下发，只是还没公布。赶紧告诉亲戚朋友早做准备，转到$m个群可以免除。
""", shown="{$name|老同学|热心市民}", form="plain")

letters("rumor-late-en", "rumor", "en", "writer", """
S: {Fwd: Fwd: please read|They deleted this twice}
My cousin works at the power company and says they'll switch off the whole grid on $later for $m days, and nobody is told. Fill your bath, get cash, buy candles. The media have orders to be silent. Pass this on to everybody you know before it is taken down!
====
S: Warning from a doctor in $city
A new sickness kills in $n hours and hospitals are told to write "flu". Boiled onions and vitamin C protect you, but pharmacies want you to pay. Share with at least ten friends, it may save a life.
====
S: Do NOT accept the new banknotes
They have chips that track you, and your savings are wiped when you deposit them. It happened to $n people in my town. Forward to all your contacts, this is not a joke.
""", shown="{$name|A concerned mother|Uncle $first}", form="plain")
