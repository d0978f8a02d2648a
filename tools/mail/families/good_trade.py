"""Good mail of the trades whose adverts are spam: agencies, forwarders, courses, clinics and sellers that the reader knows; and friends who talk about
money, games and love."""
from . import letters

_TALK = {"form": "plain", "ways": "foxmail gmail apple thunderbird outlook exchange"}

letters("agency-news-zh", "bulk", "zh", "bulk", """
S: {暑期|五一|寒假}{线路|好去处}{推荐|上新}：{云南|川西|日本关西|海岛}{$n日游|自由行}
# {本月精选|会员优惠}
* {昆明大理丽江六日，$price起，含酒店早餐|大阪京都五日，签证代办另计}
* {三亚机加酒，周$k出发，$price|周边漂流一日，$fee/人}
{报名满$n人开团，不足提前七天通知全额退款|购物店$k个，均在合同中写明}。{出行前请购买意外险，护照有效期需六个月以上。|门市地址见官网，旅行社许可证号可查。}
> {查看行程|在线咨询}
====
S: {出团通知|订单变更|行程结束，期待您的评价}
{您报名的$city线路将于$later出发，领队$other，电话$masked，集合地点：高铁站二号口。|因台风影响，航班取消，您可改期或全额退款，三个工作日到账。}
{请带好身份证、雨具和常用药。|电子合同和发票在“我的订单”下载。}
> 我的订单
""", org="星野旅行:xingye-travel|山河国旅:shanhe-tour|小满旅行:xiaoman-trip")

letters("agent-known-zh", "ham", "zh", "person", """
S: {Re: |}{看房|那套房子|租约|挂牌}{时间|价格|}
{$other您好，我是{链城地产|安居}的$name，|$other姐，}{您上次问的三居室房东松口了，总价可以降$n万|租客同意$weekday晚上看房}。{首付和税费我按您的情况算了一下，附表|贷款那边要收入证明和半年流水}。{不着急，您和家人商量|中介费按合同，签约再付}。
====
S: {车险续保|保单|理赔}{报价|材料}
{$other，您的车险$later到期，今年没出险，保费比去年少$fee|理赔材料收到了，还差一张维修发票}。{三者建议买到二百万，玻璃险看您|直接交到公司账户，我不经手}。{需要就回我，不需要也没关系。|}
====
S: {您咨询的|关于}{课程|留学申请|签证}材料
{$name老师：|$other同学：}{学校的补充材料清单附上，推荐信还差一封|您孩子的试听安排在$weekday $hour}。{签证费交使馆，我们不代收|退费规则在合同第$k条}。{有问题打校区座机$phone。|}
""", sign="{$name|$name $masked|$org $name}", ways="foxmail outlook exchange apple")

letters("course-signed-zh", "bulk", "zh", "notice", """
S: {开课提醒|报名成功|直播回放|作业点评}：{“数据分析入门”|“初级会计实务”|“儿童绘画”}
{$name同学，你报名的课程$later $hour开课，请提前十分钟进入教室。|上节课的回放已更新，作业$n份已批改。}
| 讲师：$other老师
| 本节内容：{函数与透视表|增值税的核算|色彩与构图}
{资料在“学习中心”下载。|如需退课，开课七天内可全额退款。}
> 进入教室
====
S: {考试报名|准考证|成绩|证书领取}通知
{$year年度考试报名时间为$date至$later，请本人在官网报名，报名费$fee按科收取|准考证可打印，考试当天带身份证}。{没有任何机构能“保过”，谨防收费押题|合格标准60分，成绩有效期$k年}。
> 前往
====
S: {结业|满班|停课}{通知|说明}
{本期学员$n人结业，证书电子版已发放|因报名人数已满，请关注下期|因设备检修停课一次，课时顺延}。
""", org="知行网校:zhixing-edu|考试服务网:kaoshi-fuwu|青苗艺术:qingmiao-art")

letters("expo-visitor-zh", "bulk", "zh", "notice", """
S: {观众登记成功|参观提醒|展商手册|论坛日程}：第$k届{工业|食品|文具}博览会（$city）
{$name，您的登记号为$plate，凭身份证在南登录厅换证，免费参观。|尊敬的展商：您的展位为$m号馆{A|B}$n，布展时间$date 8:30起。}
* {开放时间：9:00-17:00，最后一天14:00闭馆|特装图纸$later前提交审核}
* {论坛：智能制造主论坛，二楼会议厅|停车：P$k停车场，每天$m元}
{请勿向自称组委会的个人转账，展位费只收对公账户。|交通：地铁二号线直达。}
> 查看{电子门票|手册}
""", org="城东会展:chengdong-expo|江畔展览:jiangpan-fair|文博会务:wenbo-events")

letters("freight-known-zh", "ham", "zh", "person", """
S: {Re: |}{订舱确认|提单确认|报关资料|到港通知}{ $track|}
$other你好：
{舱位已放，船名HAI$k，截关$later 12:00，请安排装箱|提单样本见附件，请核对收发货人、件重尺，今天确认}。{箱单发票和申报要素麻烦补一下，品名写详细|海关查验，等通知，大概$k天}。{海运费USD $n00，跟上次一样，月底对账一起付|滞箱费免$m天}。{谢谢配合。|}
====
S: {对账|账单}：$month{运费|快递费}
{附$month账单，$n票，合计$amount，有$k票改地址费请确认|发票已开，邮寄到财务}。{核对无误按月结付款，账户见合同。|}
====
S: {丢件|破损}{赔偿|说明}
{那票货在中转仓压坏$m箱，照片附上，我们先做登记，保险理赔要提供发票|找到了，错分到$city，明天重新派}。{抱歉。|}
""", thread=True, files=("pdf",), sign="{$name，$org操作部|$name $phone}", ways="foxmail outlook exchange")

letters("order-known-zh", "ham", "zh", "person", """
S: {Re: |}{宣传册|工作服|中秋礼盒|展架}{打样|数量|报价|送货}
{$other，|您好，}{样品$weekday送到，布料换成薄的，LOGO按你们给的色号|$n00盒的话每盒$fee，含印刷，开专票}。{设计稿第三页电话印错了，请确认后再印|月饼保质期$n天，$later前送完}。{定金付了三成，余款货到验收|发票抬头照旧}。
====
S: {设备|维修|备件}：{第$k台报警|保养计划|更换轴承}
{工程师$other $weekday上午到，带主轴轴承两套|上次保养到现在$n00小时，该换油了}。{在保内不收费，差旅也不收|备件清单和价格附上}。{麻烦安排停机半天。|}
====
S: {施工|装修}{进度|验收}
{水电已完，下周贴砖，请安排付第二笔进度款$amount到合同账户|验收发现$k处空鼓，他们整改后再签字}。{照片见附件。|}
""", thread=True, sign="{$name|$org $name|$name $masked}", ways="foxmail outlook exchange gmail")

letters("health-real-zh", "bulk", "zh", "bulk", """
S: {健康科普|医院通讯|体检报告已出|预约成功}：{高血压怎么吃|糖尿病足部护理|失眠别乱吃药}
# {专家说|本期话题}
{内分泌科$other主任提醒：二甲双胍不能自行停用，所谓“根治糖尿病”的胶囊多数非法添加。|夏季血压偏低也不要自己减药，请带着记录本来复诊。}
* {减重门诊周$k开诊，需空腹抽血|骨质疏松义诊，$later上午门诊大厅}
* {前列腺检查前多喝水|疫苗到货，可在小程序预约，费用$fee}
{本院不在电话和邮件中推销药品、保健品。|科普内容不能代替就医。}
> {预约挂号|查看报告}
""", org="湖滨医院:lakeside-hospital|康禾体检:kanghe-tj|仁济社区卫生:renji-clinic")

letters("friends-money-zh", "ham", "zh", "person", """
S: {股票|基金|房价|币}{…|又跌了|聊两句}
{你那只票割了没？我还套着$pct%，当装死|昨天涨停又打开，心脏受不了}。{别问我代码，我推荐的都跌|荐股群里那个“老师”被抓了，看新闻没}。{还是存定期踏实|老婆说再炒股就离婚，哈哈}。
====
S: {彩票|麻将|世界杯}
{你帮我买的双色球一个号都没中|今晚球赛来我家看，输的请宵夜}。{赌博犯法，我们只赌一顿烧烤|上次麻将我赢$n块，还没给}。
====
S: {游戏|组队|那个号}
{晚上八点上线打副本，缺个奶|你说的私服我不去，封号还盗号}。{皮肤$n块，不买|把我的号给你练，密码电话里说}。
====
S: {相亲|她|分手了}
{周末我妈又安排相亲，在银行上班，照片还行|网上认识那个说要带我投资，我一听就拉黑了}。{你说我该不该回老家|单身挺好}。{改天喝一杯。|}
====
S: {借钱|还钱|拼单}
{上次借你的$n00先转你一半，剩下月底|车贷批了，年化$k个点，还凑合}。{别从网贷借，利滚利|发票留着，公司能报一半}。
""", sign="{$name|}", **_TALK)

letters("match-site-zh", "bulk", "zh", "notice", """
S: {有$m位会员看过您的资料|实名认证通过|线下活动报名|反诈提示}
{$name，您好：}{本周有$m位会员向您打招呼，登录App查看|您报名的$city青年联谊活动$later举行，费用$fee含茶点，男女各$n人}。{平台提醒：凡是没见面就谈投资、借款、让您下载其他软件的，都是诈骗|聊天中如遇索要钱财请举报}。{可在设置里关闭此类邮件。|}
> 打开应用
""", org="相遇网:xiangyu-match|青年之家:qingnian-home")

letters("broker-real-en", "bulk", "en", "notice", """
S: {Order filled|Dividend received|Statement for $month|Withdrawal completed|Market close, $date}
{Hi $first,|Dear investor,} {your order of $n shares was filled at $fee|your withdrawal of 0.0$m BTC to the address on your allow-list is confirmed|a dividend of $fee was paid into your account}. {Your quarterly statement is in the document centre.|The index closed $k.$m% lower; bonds were little changed.} {Capital at risk. Past performance is no guide.|We'll never ask for your seed phrase or move you to another app.}
> View activity
====
S: {Scam watch|Tax documents ready|Fee change from $later}
{Fraudsters pose as our staff and offer to recover lost coins. We don't.|Your annual tax report is ready to download after you sign in.} {Nothing changes for accounts below $big.|}
> Learn more
""", org="Northgate Invest:northgate-invest|Coinharbor:coinharbor|Mapleford Bank:maplefordbank")

letters("recruiter-real-en", "ham", "en", "person", """
S: {Re: |}{Application for|Interview:|Offer -} {backend engineer|payroll clerk|lab technician}{ at $org|}
{Dear $other,|Hi $first,} {thank you for applying. We'd like to invite you to a first interview on $later at $hour, on site in $city or by video|I enjoyed our talk; the panel would like you to meet the team}. {The salary band is $amount to $big a year, hybrid, 28 days of leave.|It takes about an hour; no homework.} {Please bring proof of your right to work on the first day; we don't need bank details before that.|We never charge applicants and we don't send cheques.} {Let me know if the time suits.|}
====
S: {We've decided to move on|Reference for $third|Your start date}
{Sadly we went with someone with more field experience; may I keep your CV for next spring?|You start on $later, ask for $third at reception.} {Laptop and badge are ready.|}
""", thread=True, sign="{Best regards|Kind regards}, $name, {Talent Partner|HR}, $org", ways="exchange gmail outlook")

letters("client-report-en", "ham", "en", "person", """
S: {SEO report|Ads report|Analytics|Campaign results} {for $month|Q$k}
{Hi $first,|Hello both,} {organic visits are up $m%, mostly from the guide on boilers; rankings for two of the three terms you care about are on page one|clicks fell, but orders rose, so I'd keep the budget of $price}. {The broken links from the old shop are redirected.|Backlinks: four good ones from the trade press, nothing bought.} {Invoice follows on the usual date, same account.|Shall we skip the call this month?} {Full table attached.|}
====
S: {App|Website} {release|bug|content} - {your go-ahead please|staging ready}
{The new booking page is on staging, user and password as agreed by phone.|Login on older phones works again.} {Texts for "about us" are still missing from you.|If you're fine with it we go live on $weekday.}
""", thread=True, files=("pdf",), sign="{Cheers|Best}, $name, $org", ways="gmail outlook exchange apple")

letters("club-offers-en", "bulk", "en", "bulk", """
S: {Your gym in $month|Clinic news|New dates for|Winter sun}: {slim down safely|open day|trips from {$city|the north}}
# {News for members|This month}
* {Weight clinic with a dietitian, Tuesdays; no miracle, eight weeks and good company|Physiotherapy has a new room}
* {Coach trip to the coast, $price with half board, $m seats left|Cruise on the fjords, from $amount}
?* {Solar for your roof: independent talk in the hall, free|Funeral plans explained, by the citizens' advice}
{Freeze your membership free of charge if you're away.|Book at the desk or in the app; we take cards and cheques.}
> {Book|See dates}
""", org="Riverside Gym:riverside-gym|Harbourline Travel:harbourline|Oak Clinic:oakclinic|Senior Club:seniorclub-mill")
