"""Good mail of shops, carriers, travel, insurance, subscriptions and accounts."""
from . import letters

letters("renewal-en", "bulk", "en", "notice", """
S: Your {domain|hosting plan|subscription} renews on $later
Hi $first,
this is a heads-up that your {Quillbase Pro plan|domain garden-plans-$n.example|yearly membership} renews automatically on $later for $price. We'll charge the card ending $last.
No action is needed if you want to keep it. To cancel or switch to monthly billing, go to Settings, Billing, before that date. You'll get no refund for a renewed year after 14 days.
> Manage subscription
====
S: Expired: {backup plan|domain}, grace period until $later
Hello,
we could not renew the following item because automatic renewal is switched off:
| Item: {shared hosting M|SSL certificate|domain}
| Expired on: $earlier
| Renewal price: $price (excl. VAT)
During the grace period you can still renew at the normal price. After $later a restoration fee of $amount applies and your website will stop working.
> Renew now
====
S: Your free trial ends in $m days
Hi $first! You've been trying $org for a week now. On $later your trial turns into a paid plan at $fee a month, unless you cancel before.
* Files, notes and history stay where they are
* You can cancel in two clicks, no questions
* Students and charities pay half
> Choose a plan
Reply to this mail if you'd like $m more days; a person reads it.
""", org="Quillbase:quillbase|Tessel Cloud:tessel|Namegarden:namegarden|Lumen Yard:lumenyard|Streamlet TV:streamlet", box="billing|renewals|hello|noreply|support")

letters("password-zh", "bulk", "zh", "notice", """
S: {【$org】|}重置密码
您好，$name：我们收到了您重置$org账号密码的请求，请在$n分钟内点击下方按钮设置新密码。
> 重置密码
如果按钮无法点击，请复制链接到浏览器打开。若非本人操作，请忽略本邮件，您的密码不会被更改。
====
S: 您的密码已修改
尊敬的用户：您的账号$me于$date $clock通过{手机验证|邮箱验证}修改了登录密码。
| 操作IP：$ip
| 地点：$city
如非本人操作，请尽快通过官网找回密码并检查账号绑定信息。
====
S: 邮箱验证：请激活您的$org账号
感谢注册！请点击链接完成邮箱验证，链接24小时内有效。
> 验证邮箱
您也可以在注册页面输入激活码：$code
如果您没有注册过，可能是他人误填了邮箱，请直接删除此邮件。
""", box="noreply|account|passport|service")

letters("signin-zh", "bulk", "zh", "notice", """
S: {异地登录提醒|新设备登录提醒}
尊敬的用户，您的账号于$date $clock在新设备上登录：
| 登录地点：$city
| 设备：{Windows 10 Chrome|iPhone 14|小米手机}
| IP地址：$ip
如果是您本人操作，请忽略。如非本人操作，您的密码可能已泄露，请尽快登录官网修改密码。
====
S: 子账号登录保护已开启
您好，主账号管理员$other已为您的子账号$local@$no开启登录保护（MFA）。下次登录控制台时，请按页面提示绑定虚拟MFA设备。
?本通知仅告知，无需点击任何链接。
====
S: AccessKey创建通知
您的账号（UID：$no）于$clock创建了一个新的AccessKey，末四位$last。如非本人操作，请立即在控制台禁用，并排查账号安全。
云账号安全责任由您承担，请勿将密钥提交到公开代码仓库。
""", org="百川云:baichuancloud|云栈科技:yunzhan|青禾办公:qinghe-oa", box="noreply|security|account|system")

letters("ride-receipt-en", "bulk", "en", "notice", """
S: Your {$weekday morning|evening} trip with $org
Thanks for riding, $first
| Total: $fee
| Trip: $m km, $n min
| From: Mill Lane, $clock
| To: {Central Station|Airport, Terminal 1}
| Paid with: card ending $last
Your driver was $other. Rate or tip in the app. Left something behind? Contact the driver within a day.
====
S: Receipt for your payment to {$other|Fernway Foods}
$date $clock, transaction ID: $no
You sent a payment of $price to {$other|Fernway Foods}. It may take a few moments for this transaction to appear in your account.
| Merchant: Fernway Foods
| Payment: $price
| Funding source: bank account x-$last
Issues with this transaction? You have 180 days from the date of the transaction to open a dispute in the resolution centre.
====
S: Receipt from {Corner Bakery|Museum Shop|Bike Repair $city}
{Corner Bakery|Museum Shop|Bike Repair} used $org to take your payment.
* Flat white, $fee
* Cinnamon roll, $fee
| Total: $price
| Card: contactless, ending $last
> How was it?
Not you? Somebody may have entered your address by mistake.
""", org="Hopcab:hopcab|Paylark:paylark|Tillwise:tillwise", box="receipts|noreply|service|messenger")

letters("return-en", "bulk", "en", "notice", """
S: We've received your return
Hi $first, your parcel has reached our warehouse. We check every item, which takes up to $m days, then we refund $price to the way you paid.
| Return number: $no
| Items: {rain jacket, size M|desk lamp|running shoes}
Banks need three to five days to show the money.
====
S: Refund issued: $price
Good news, your refund is on its way. We sent $price for order $no to your card ending $last. If you paid partly by gift card, that part went back on the card.
> Order details
?We are sorry it did not fit. Our size guide helps with the next one.
====
S: A problem with your order $no
Hello $name,
sorry: one of the items you ordered is out of stock and will not arrive before $later. You can
* wait, nothing to do
* choose something similar
* cancel that item and get $price back
If we don't hear from you we will ship the rest tomorrow. Your payment is only taken for what we ship.
> Choose
""", org="Brightcrate:brightcrate|Copperfield Tools:copperfield-tools|Northpeak Outdoor:northpeak", box="orders|customercare|noreply|returns")

letters("refund-zh", "bulk", "zh", "notice", """
S: 退款成功通知（订单$no）
亲爱的$name，您申请的退款已处理完成。
| 退款金额：$price
| 退回方式：原路退回（{储蓄卡尾号$last|支付账户余额}）
| 到账时间：1-{3|5}个工作日
感谢您的理解。退款无需提供银行卡密码、验证码，谨防冒充客服。
====
S: 您的退货申请已审核通过
您好，请在7天内将商品寄回，并在订单页填写运单号。
退货地址：{$city市经开区物流园3号库|浙江省杭州市某路1号}，收件人：售后部，电话：$phone。
请勿使用到付。商品需保持完好，附件、赠品齐全。
> 填写运单号
====
S: 订单取消通知
尊敬的会员：因{库存不足|超时未支付|地址无法配送}，您的订单$no已取消，已支付款项$price将原路退回。给您带来不便，赠送您一张满$n减$m优惠券，已放入账户。
""", org="锦程商城:jincheng-mall|和润电器:herun|悦读书城:yuedu-books", box="service|order|noreply|kefu")

letters("delivery-zh", "bulk", "zh", "notice", """
S: 取件提醒：您有包裹已到{驿站|智能柜}
您的快件（{运单|单号}$track）已放至{东门驿站|$m号楼智能柜}，取件码 $m-$n-$last，请于$later前领取，超时将按{0.5元/天收取保管费|退回寄件人处理}。
====
S: 国际件清关通知
$name您好，您的国际包裹$track已到达口岸，需要补充收件人身份信息用于清关。请登录官网或小程序“我的包裹”上传，资料仅供海关申报。
本件税款由寄件人支付，您无需付款。有疑问请致电95开头的客服热线。
====
S: 派送异常：收件电话无法接通
尊敬的客户，快递员$other在$date $clock派送您的快件$track时未能联系到您，将于{明日|$later}再次派送。您也可以修改派送时间或改为自提，均不收费。
> 修改派送
""", org="顺途快运:shuntu-express|远帆物流:yuanfan-log|通达邮政:tongda-post", box="noreply|service|notice")

letters("travel-zh", "bulk", "zh", "notice", """
S: 机票出票成功：$city—{北京|广州} $later
尊敬的$name旅客，您的机票已出票。
| 航班：KS$last {经济舱|公务舱}
| 起飞：$later $hour
| 票号：$long
| 票价：$amount（含民航发展基金、燃油附加费）
请携带购票时所用证件，至少提前90分钟到达机场。行程单可在订单页下载。
====
S: 航班变动通知
非常抱歉地通知您，您预订的KS$last航班因{公共安全|天气|机械故障}原因调整，新的起飞时间为$later $hour。
您可免费改签或退票，请通过APP“我的订单”或拨打$phone办理。我司不会以“退票理赔”名义要求您转账或开启屏幕共享。
====
S: 酒店预订确认单 $no
感谢您的预订！{全季湖景店|星野度假酒店}期待您的光临。
| 入住：$later 14:00后
| 离店：以预订天数为准，12:00前
| 房型：{高级大床房|双床房} × 1
| 到店支付：$price
{免费取消至入住前一天18:00|订单不可取消}。如需开票请在前台提供抬头。
> 查看订单
""", org="星野旅行:xingye-travel|途鹿网:tulu-trip|中悦酒店:zhongyue-hotel", box="noreply|booking|service")

letters("flight-change-en", "bulk", "en", "notice", """
S: Change to your flight to $city on $later
Dear $name,
we're sorry, but the times of your flight have changed.
| Booking: $plate
| Flight: KE$last
| New departure: $later, $hour
| Old departure: two hours earlier
If the new time suits you, there is nothing to do. If not, you may rebook free of charge or ask for a refund until seven days before departure.
> Review options
====
S: Your stay in $city: confirmed
Thank you, $first! Your reservation at {Hotel Alder|The Mill House|Harbour View Apartments} is confirmed.
| Check-in: $later, from 15:00
| Guests: {1 adult|2 adults}
| Total: $amount, {paid|pay at the property}
| Confirmation number: $no
| PIN code: $last
Free cancellation until one day before. The property may pre-authorise your card. We never ask for card details by chat or email; if someone does, report it.
> Manage your booking
====
S: Check in now and choose your seat
Online check-in is open for KE$last to $city. Hand baggage of {8|10} kg is included. Bag drop closes 45 minutes before departure.
? Travel documents: passport valid for six months. Visa rules change; please look them up.
> Check in
""", org="Kestrel Air:kestrelair|Harbourline Travel:harbourline|Staywell:staywell", box="reservations|noreply|checkin|booking")

letters("insurance-en", "bulk", "en", "notice", """
S: Your {car|home} insurance renewal: policy $no
Dear $first,
your policy ends on $later. Your renewal premium is $amount; last year you paid $price. The main reasons for the change are higher repair costs.
As you chose automatic renewal, we'll renew it and collect the premium unless you tell us otherwise. Please check that these details are still right:
| Car: hatchback, $year
| No claims: $m years
| Excess: $price
You may be able to get the cover you want at a better price if you shop around.
> View renewal documents
====
S: We've registered your claim $no
We are sorry to hear about {the damage to your car|the leak in your kitchen}. $other will look after your claim and call you within two working days. Please keep damaged items and send us photos and receipts by replying to this message.
====
S: Important: missing information for your claim
Dear $name, to decide on claim $no we still need {a copy of the police report|the repair estimate|proof of purchase}. If we do not have it by $later we will close the claim; you can reopen it at any time.
> Upload documents
""", org="Ardenne Mutual:ardenne-mutual|Shieldway:shieldway|Copper Health Plan:copper-health", box="service|renewals|claims|noreply")

letters("retail-en", "bulk", "en", "bulk", """
S: {🎉 |}It's here: up to $pct% off everything outdoors
# The big autumn sale
Last chance before winter: our whole outdoor range is reduced, and members get free delivery.
* Rain jacket, was $amount, now $price
* Two-person tent, now $price
* Trail shoes, all sizes, $price
* Steel flask, $fee
> Shop the sale
~ Offer ends midnight on $later. Excludes gift cards. While stocks last. Prices correct at time of sending.
====
S: $first, you left something behind
Your basket misses you! We saved these for you, but they're selling fast:
* {Desk lamp, brass|Wool blanket|Espresso cups, set of $m}
Complete your order today and use WELCOME$m for $m% off.
> Return to basket
?Questions about sizes or delivery? Chat with us from nine to six.
====
S: Double points all weekend {⭐|}
Hello $first, you have $n$m points. From Friday to Sunday every pound earns two. That free coffee is closer than you think!
> See rewards
? New in: pumpkin soup, cinnamon buns and the return of the $fee lunch.
~ Points expire after twelve months without a purchase. Terms apply.
====
S: BLACK FRIDAY starts NOW: $pct% OFF
Hurry! Our lowest prices of the year are live for 48 hours only. Free shipping. Free returns. No code needed.
> SHOP NOW
* Headphones $price
* Kitchen machines from $price
* Everything for kids: buy 2, get 1 free
~ You can unsubscribe at any time.
""", org="Brightcrate:brightcrate|Northpeak Outdoor:northpeak|Fernway Foods:fernway|Copperfield Tools:copperfield-tools|Lumen Yard:lumenyard")

letters("retail-zh", "bulk", "zh", "bulk", """
S: 【$org】{618|双11|年货节}狂欢开启！爆款直降，限时$n小时
# 全年底价，就在今天
亲爱的会员，抢购倒计时！每满$n$m减$n，上不封顶，再享{12期免息|包邮}。
* 扫地机器人，到手价$price
* 羽绒服清仓$m折起
* 坚果礼盒第二件0元
> 立即抢购
~ 活动最终解释权归商家所有，价格以页面展示为准。退订请点击页脚链接。
====
S: 您有$m张优惠券即将过期
Hi，$name：您账户中的优惠券将于$later过期，别忘了使用哦。
| 满减券：满$n$m元减$n元
| 运费券：1张
> 去使用
?积分商城上新，$n$m积分即可兑换保温杯。
====
S: 新品首发 | {春季女装|轻薄笔记本|手冲咖啡器具}
设计师$other的新系列今天上线。天然面料、减法剪裁，前$n名下单赠帆布袋。
> 查看新品
门店地址：$city{万象城|大悦城}二楼，欢迎试穿。
""", org="锦程商城:jincheng-mall|和润电器:herun|悦读书城:yuedu-books|棉里:mianli", box="edm|news|member|service")

letters("survey-zh", "bulk", "zh", "bulk", """
S: {服务评价邀请|满意度调查}：您对本次服务满意吗
尊敬的用户，您于$earlier联系了$org客服（工单$no），诚邀您花一分钟评价本次服务。
> 开始评价
您的反馈将帮助我们改进。问卷匿名，不涉及账号密码等信息。
====
S: 有奖调研 | $year年{开发者|家电用户}使用习惯调查
您好！我们正在开展用户调研，共$m道题，预计$m分钟。完成问卷可参与抽奖，奖品为{定制背包|$n元电子书券}，中奖名单将在官网公布。
> 参与调研
~ 根据个人信息保护法，问卷数据仅用于统计分析。
""", org="百川云:baichuancloud|和润电器:herun|海岳银行:haiyuebank")

letters("membership-en", "bulk", "en", "notice", """
S: Your membership of $org: renewal $year
Dear member,
subscriptions for the coming year are now due. The fee is {unchanged at $price|$price, or $fee for students}. If you pay by standing order, please change the amount with your bank.
| Membership number: $no
| Valid until: $later
The council thanks you for your support; it pays for the journal, the library and the schools programme.
> Renew
====
S: Annual general meeting: notice and agenda
Notice is hereby given that the annual general meeting of $org will be held on $later at $hour in $city. Agenda: minutes, report of the treasurer, accounts, election of officers, motions. Members who cannot attend may appoint a proxy by returning the form that is on the website, no later than 48 hours before.
$name, Honorary Secretary
====
S: Welcome, $first! Here is your member card
Thank you for joining. Your card is in your account, and you can add it to your phone. Show it at the door for free entry, and ten per cent off in the shop.
* Opening times: Tuesday to Sunday, 10 to 17
* Members' evening: $later
> Get your card
""", org="Royal Botanical Friends:botanical-friends|Institute of Bridge Engineers:ibe|Museum of Ferries:ferry-museum|Wheelers Union:wheelers-union", box="membership|secretary|noreply|hello")
