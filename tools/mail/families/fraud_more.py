"""Bad mail: more of what passes most, in other words: requests to pay elsewhere that answer a real thread, and rumours at the office."""
from . import letters

_WORK = {"reply": True, "form": "plain"}

letters("thread-payment-zh", "bec", "zh", "writer", """
S: {答复|Re|回复}：{$month请款|设备款|合同$no付款|验收后尾款}
{$other，|李工您好，|您好！}
{收到，验收单已盖章寄回。|辛苦，进度上没有问题。|谢谢贵司一直以来的支持。}
{另外有件事：|补充一点，}{公司这边在做资金归集，今后由集团结算中心统一收款|我们换了主办银行，原来的户头只出不进了|老板让把这笔走子公司，税点低一些}，{这次的$amount先汇到结算中心，资料在附件第二页|麻烦财务改一下收款信息，开户资料如下}：
?| 收款人：$city$org{结算中心|科技有限公司}
?| 帐号：$long
{能否本周安排？货等着放行。|付款当天请把水单拍给我，我好跟领导交代。|如财务需要证明，我可以补盖章件。}
{最近在外地项目上，信号不好，邮件联系。|手机换号了，先用邮件。}
====
S: {供应商资料|对公账户|开票信息}{年度更新|核准}（$org）
{根据我司财务要求，请贵司更新供应商档案：|附我司最新基本信息，}{户名不变，开户行变更为$city农商行，账号$long|新增收款户头一个，即日启用，旧户头月底销户}。{请回复“已更新”以便我们归档|未更新可能影响发货}。
====
S: {定金|押金|运费}{补付|改账号}
{刚接到船公司通知，运费要先付|因外汇管制，定金请付到我司香港合作方}：{户名$third，$long|附件有付款指示}。{款到当天订舱|请先不要付上次发的账户}。
""", sign="{$name|$org $name|商务 $name}", thread=True, **_WORK)

letters("thread-payment-en", "bec", "en", "writer", """
S: Re: {Goods received, $no|Milestone 2|Shipment of $earlier|Retainer $month}
{Hi $other,|Dear $first,}
{All received in good order, thanks for the signed note.|Glad the install went well.|Here's the corrected copy with the PO on it.}
{One housekeeping point:|While I have you,} {we consolidated collections with our sister company|our factoring partner now collects on our behalf|the account at our old bank only accepts domestic transfers since $month}. {Could you point the $amount at the beneficiary on the second page?|Please use the coordinates at the foot of the attached copy for this and all later items.} {The amount is unchanged.|I've copied our controller.}
?{If it's already queued, could it be held and re-issued?|Our shipping desk releases the goods on receipt.}
{I'm at a customer until $weekday, so a short mail is best.|My mobile is being replaced.}
====
S: {Supplier record|Annual vendor refresh|Tax form} {for|of} $org
{As part of our yearly update we enclose our company data; note the section on settlement, which supersedes what you hold.|Please countersign that the new settlement data are in your system.} {Invoices issued from today already show it.|The old one closes at month end.}
====
S: {Rent|Retainer|Donation pledge|Tuition}: {where to send it|standing order}
{The trust that manages the property has appointed a new agent; from $month standing orders go to them.|The bursar asks donors to use the endowment's collection account until the migration is over.} {Reference: $no. Sort code 00-00-{11|27}, account 0000$last.|Please amend it before the first.}
""", sign="{Regards|Kind regards|Best}, $name, $org", thread=True, **_WORK)

letters("rumor-office-zh", "rumor", "zh", "person", """
S: {内部消息|听说了吗|不要外传}：{公司要卖了|食堂的油|体检报告|空调病毒}
{今天{财务|司机班|保安}说的，千真万确：|有人看到文件了：}{公司下个月{欠薪倒闭|被外资收购}，老员工一分不赔|食堂用地沟油，已经有$m个人查出癌症|三楼的新打印机有辐射，两个女同事流产|办公室饮水机被人放了东西，警察封口}。
{别问谁说的|大家心里有数就行}，{赶紧把公积金取出来|自己带饭，告诉关系好的同事|让家里孩子别来接你}。{发到各个部门小群，看完就删|转给你认识的人，领导知道就发不出来了}。
====
S: {家长必看|老人必看|司机注意}{！|：}
{新骗术：陌生人给你闻香水，你就任人摆布，$city已有$n人被摘器官|高速上有人扔鸡蛋，千万别开雨刷，停车就没命|加油时打电话爆炸，全家烧死}。{公安内部刚发的通报，还没公布|已证实，绝不是谣言}。{花十秒转发，救人一命。|在外打工的都转回老家群！}
""", sign="{$name|}", ways="foxmail foxmail outlook gmail", org="青禾办公:qinghe-oa|远帆物流:yuanfan-log")

letters("rumor-town-en", "rumor", "en", "person", """
S: {Heard this?|Keep it quiet but share|Neighbourhood alert|From a mate in the council}
{A lady at {the school gate|church} told me, and she has it from the {mayor's driver|police}:|This comes from inside, so please believe it.} {they're putting $n00 criminals in the old hotel on $weekday and the paper has agreed to say nothing|the supermarket puts something in the bread, three children in the same class fell ill|the new meters caused $m fires and the insurance won't pay|the river will be let through the town tonight, get out}. {The official statement tomorrow will deny it, which proves it.|They've told doctors to keep quiet.}
{Ring round your street.|Put it in every group you're in.|I'm only saying what everybody knows.}
====
S: {Gangs mark houses|Needles in petrol pumps|Ring at the door at night|Blessed chain}
{If you see a chalk sign on your wall you're next; $m houses in our road were emptied.|A new initiation: they flash no lights, and if you flash yours they shoot.|A crying baby is played on tape to make women open the door.} {My cousin's friend was there.|The police can't admit it.} {Send to all the women you know.|Break the chain and see what happened to the man in $city.}
""", sign="{$name|$first|}", form="plain", ways="gmail apple outlook thunderbird")
