"""Good mail in English and Japanese: lists and patches, services, shops, colleagues, suppliers, families, much of it about what bad mail is about too."""
from . import letters

_TALK = {"form": "plain", "ways": "gmail apple thunderbird outlook exchange"}
_LIST = {"ways": "list list list", "form": "plain"}

letters("patch-list-en", "bulk", "en", "person", """
S: [PATCH {v2 |v3 |}$k/{9|12}] {net|mm|fs|docs|drivers}: {fix {refcount leak|use after free|off-by-one} in error path|add missing check|convert to new helper|remove unused variable}
{The error path returns without dropping the reference|A user can trigger this with a truncated frame|Since commit $hex ("rework locking") the flag is never cleared}, {so the object is never freed|which leads to a warning on every boot|and the test in the next patch fails}. {Fix it by moving the check above the allocation.|Use the common helper instead.}
Fixes: $hex ("{core: split init|net: rework queue}")
Signed-off-by: $name <$local@$dom>
---
 {drivers/foo/bar.c|mm/slab.c|Documentation/admin.rst} | $k {++--|+++|--}
 1 file changed, $k insertions(+), 1 deletion(-)
-	if (!ptr)
+	if (IS_ERR_OR_NULL(ptr))
====
S: Re: [PATCH {v2 |}$k/{5|7}] {libfoo|parser|build}: {avoid recursion|support zstd}
On $earlier, $other wrote:
> {+	len = strlen(buf);|+	free(ctx);}
{This reads past the end if buf isn't terminated, no?|Why not use the existing helper?|Nit: tabs, please.} {With that changed you can add my|Looks good to me otherwise.}
Reviewed-by: $name <$local@$dom>
====
S: [GIT PULL] {sound|i2c|arm64|tracing} {fixes|updates} for -rc$k
{Please pull the following changes.|A few small fixes, nothing scary.} {All of them were in next for a week.|There's a trivial conflict with another tree; resolution below.}
* {fix regression in suspend|update maintainers entry}
* {quirk for one more laptop|two reverts}
Thanks, $name
====
S: Re: {[RFC]|[BUG]} {boot hangs after update|kernel oops in {usb|wifi}|high load since 6.$m}
> {Can you bisect?|Does it happen without the module?}
{Bisected to $hex. Reverting it helps.|Yes, also with a clean config, dmesg attached inline:} {BUG: unable to handle page fault at 0000$hex|[ $n.$last ] probe failed with error -22} {Happy to test patches.|Hardware: a ten-year-old desktop.}
""", list="linux-foo|netdev-x|devel|patches", org="Kernel lists:kernel-lists|Open Lists:open-lists", **_LIST)

letters("list-talk-en", "bulk", "en", "person", """
S: {Re: |}{[users] |}{Install on {BSD|an old laptop}|Error 137|How do I restore one table?|Migrating from 2.x}
{Hi all,|Hello list,} {after the upgrade my config isn't read any more|I'd like to restore a single table from a full dump, is there a way}? {Version $k.$m, from packages.|The log says: "permission denied (13)".} {I've tried strace and searched the archives.|Any hint is welcome.}
====
S: Re: {[discuss] |}{licence of the logo|default editor|drop support for old compilers}
> {Nobody uses that any more.|We should vote.}
{I do, on three machines, and I'd pay the price of a beer to keep it.|No need for a vote, a patch is enough.} {Last time we had this thread it ran to $n messages.|Let's move it to the wiki.} {My two cents.|}
====
S: [ANN] {tinyparse|libquill|mapdraw} $k.$m {released|beta}
{I'm happy to announce|This release brings} {faster parsing, fixes of $m bugs and new docs|support for Wayland; thanks to $other and $third}. {Tarball and signature as usual.|Free software, GPL.} {Please report problems on the list.|}
====
S: {[admin] |}{spam on the list|list moves to a new host on $later|reminder: netiquette}
{Several of you noticed the {loan|casino} adverts of yesterday. The addresses are banned and posting is for subscribers only now.|The archive will be read-only for a day.} {Do not reply to such mail, it goes to everyone.|Nothing to do for you, addresses stay the same.} {Your list admin|}
""", list="users|discuss|announce-talk|help", org="Open Lists:open-lists|Quill project:quill-project|BSD group:bsd-group", **_LIST)

letters("saas-now-en", "bulk", "en", "notice", """
S: {Your trial ends|Payment failed|Seat limit reached|Plan change confirmed|Invoice $no}{ - $org|}
{Hi $first,|Hello,} {your trial ends on $later; choose a plan to keep your {boards|dashboards}|we couldn't charge the card ending $last and will try again in $k days|you've used $pct% of your storage}. {If you do nothing, the workspace becomes read-only; nothing is deleted for 60 days.|Update it in Settings, Billing; an admin can do that.}
> {Manage billing|Open settings}
====
S: {$other mentioned you|$m new comments|$other assigned you a task} in {"Q$k plan"|Launch checklist|Design review}
{$other wrote: "can you check the second column, the numbers look off"|$other: "done on my side, over to you"} {$date $clock}
> {Reply|Open task}
====
S: {Scheduled maintenance|Incident resolved|API deprecation|New sign-in from {Chrome on Windows|Safari on macOS}}
{We'll be offline on $later between 02:00 and 04:00 UTC.|Between $clock and noon some requests failed. A configuration change was rolled back.} {Version 1 of the API stops on $later; you made $n$m calls last week.|If this was you, ignore this. If not, reset your password from the app.}
> Status page
====
S: {Your export is ready|Weekly summary|API key created|$other joined your workspace}
{The file is available for 24 hours after you sign in.|Here's what happened last week: $n tasks done, $m open.} {A key named "ci" was created by you at $clock.|}
> {Download|See summary}
""", org="Boardly:boardly-app|Quillbase:quillbase|Tessel Cloud:tessel|Signetry:signetry|Metricroom:metricroom|Paperdesk:paperdesk")

letters("receipt-now-en", "bulk", "en", "notice", """
S: {Your receipt from $org|Thanks for your order|Order $no is on its way|Your refund of $price}
{Hi $first, thanks for shopping with us.|We've got your order and are packing it.|Your return arrived and $price goes back to the card ending $last in 3 to 5 days.}
| {Coffee grinder|Running shoes, 42|Rain jacket|Paperback}: $price
| Delivery: {free|$fee}
| Total: $price
{Something wrong? Reply to this mail within 30 days.|You can change the address until it ships.}
> {View order|Track parcel}
====
S: {Subscription renewed|Upcoming renewal on $later}: $org
{Your yearly plan renews on $later for $price. To cancel, go to your account before then, no call needed.|We charged $fee for this month. A VAT receipt is attached to your account.}
====
S: {Table for $k|Tickets|Appointment} {confirmed|reminder}: {$weekday $hour|$later}
{See you at $org, $city, on $later at $hour.|Your two tickets are in the app; no printing needed.} {Cancel free of charge up to 24 hours before.|Parking is behind the house.}
> Add to calendar
""", org="Fernway Foods:fernway|Lumen Yard:lumenyard|Copperfield Tools:copperfield-tools|Kestrel Air:kestrelair|Old Mill Theatre:oldmill-theatre|Birch Dental:birch-dental")

letters("market-now-en", "bulk", "en", "bulk", """
S: {Last day:|48 hours only:|Members first:|Back in stock:} {up to $pct% off {boots|bedding|garden}|free shipping|the autumn edit|your favourites}
# {The big sale|New this week|Picked for you}
* {Linen shirt, $price|Cast-iron pan, $price}
* {Kids' wellies $fee|Two-person tent $price}
?* {Gift cards, sent in a minute|Extra 10% with the app}
{While stocks last. Prices include VAT.|Ends $later at midnight; exclusions apply.|Not sure about the size? Returns are free for 60 days.}
> {Shop now|See the collection}
====
S: {$first, you left something behind|We miss you|Your points expire on $later|Happy birthday from $org}
{Still thinking about it? The rug is in your basket.|It's been a while. Here's $fee off your next visit.} {You have $n$m points, worth $fee in any shop.|Show this mail at the till.}
> {Back to basket|Use points}
====
S: {What's on in $month|The $org letter|Recipes for cold days|From the workshop}
{This month we visited a family that has made brushes since 1892.|Our choir sings on $later; doors open at $hour.} {Soup of roasted pumpkin, for four: halve the pumpkin, roast it for 40 minutes, and the rest is patience.|Members get in free, guests pay $fee.}
* {How to mend a zip|Five walks near $city}
* {Readers ask: what to do with green tomatoes|Volunteers wanted for the spring fair}
> Read on
""", org="Fernway Foods:fernway|Lumen Yard:lumenyard|Brightcrate:brightcrate|Thimble & Co:thimbleco|$city Library:citylibrary".replace("$city", "Millshire"))

letters("colleagues-now-en", "ham", "en", "person", """
S: {Re: |}{lunch?|standup notes|the {printer|door} again|who has the projector|leaving early $weekday}
{Hey $first,|Hi both,|$other,} {the meeting room is taken, so let's use mine|I'm running ten minutes late, start without me|can you cover for me on $weekday, dentist}. {Also the deck still says $year.|The numbers moved, see tab two.} {Coffee on me.|Ta!}
====
S: Re: {draft|budget v{3|4}|offer letter for $third|minutes}
{Read it on the train. Two things:|Thanks, mostly fine.} {page $k repeats page two|the total on row $n doesn't match finance's $amount}, {and I'd drop the bit on bonuses|and please don't send salaries around by mail, put it in the HR folder}. {Otherwise good to go.|Can we talk at $hour?}
====
S: {urgent-ish: |}{customer call|release|prod alert} {tonight|at $hour}
{Disk on db$k is at $pct%, I've moved the logs, please check in the morning.|They want the fix by $later; I said we'd try.} {Password is in the vault as always, not in here.|Ring me if it pages again, $phone.} {Sorry for the short notice.|}
====
S: {Congrats!|Farewell drinks|New baby|Welcome $third}
{$third is leaving us after $m years; drinks at the Crown on $weekday from six.|It's a girl, everybody's well.} {There's a card going round and a collection box at my desk, cash only, no transfers please.|Bring cake.}
""", sign="{Cheers|Best|Thx}{,| -} $name", ways="exchange outlook gmail apple", form="plain")

letters("vendor-verify-en", "ham", "en", "person", """
S: {Re: |}{Bank details|Remittance address|Supplier form}: {please verify by phone|notarised letter in the post|change from $later}
{Dear $other,|Hi $other,} {as announced in our letter of $earlier we're moving our account to another bank|we received your supplier form and return it signed}. {You'll find the new details only in the signed letter and in your portal, not in this mail.|Please call the number you have on file for us and ask for $third before you change anything.} {Until you have done your own check, keep paying the present account; both stay open until the end of the year.|There's no hurry, open invoices can go to the old account.}
?{We've had somebody send forged mails in our name, so please be careful.|}
====
S: {Statement of account|Invoice $no} and {a short question|credit note}
{Attached is the statement for $month, $amount open, nothing overdue.|Credit note for the damaged pallet is attached.} {Bank details unchanged.|Please net it against the next payment.} {Could you tell us the PO for the last delivery?|Thanks for paying so promptly.}
====
S: Re: {did you change your bank?|strange mail in your name}
{No, we did not. Please don't pay anything to that account and forward me the mail with full headers.|Good that you asked! It isn't from us, our domain ends differently.} {Our IT and the police are informed.|I'll call you in five minutes on the landline.}
""", thread=True, sign="{Kind regards|Best}, $name, {Finance|Accounts}, $org, $phone", files=("pdf",))

letters("hr-now-en", "ham", "en", "inside", """
S: {Direct deposit changed|Your payslip for $month|Open enrolment starts $later|Leave request approved}
{Hi $first,|Dear colleague,} {you changed your bank account in self-service on $earlier. If this wasn't you, walk over to payroll or call $phone at once.|your payslip is in self-service as usual; there's no link in this mail on purpose.|your leave from $later was approved by $other.} {Payroll never changes accounts on request by mail.|The first payment to a new account goes through a test transfer.}
====
S: {Salary review|Performance cycle|Reorganisation}: {timeline|town hall on $later}
{Managers hold talks until $later; letters are handed over in person.|We know there are rumours about redundancies. The board will speak to all of you on $weekday at $hour.} {Questions may be sent in advance to your HR partner.|The slides go on the intranet afterwards.} {Please treat this as internal.|}
====
S: {Phishing test results|Do not buy gift cards|Fake mails in the name of {the CEO|HR}}
{This month $pct% reported it within an hour, thank you.|Somebody writes to new colleagues as our managing director and asks for gift cards.} {He never will. Use the report button and do not answer.|No data was lost.}
""", shown="{HR|People Team|Payroll|Internal comms|$other}", box="hr|people|payroll|comms|grace.holt", sign="{$other, HR|People Team|}")

letters("family-en", "ham", "en", "person", """
S: {Sunday|Photos of the trip|Re: how's mum|Grandad's 80th|hello from $city}
{Hi love,|Dear $first,|Hey you,}
{Thanks for the pictures, you all look brown and well fed.|We got home at two in the morning, the train stood in a field for an hour.|Mum's knee is better and she's back at the allotment, against advice.}
{The boiler man wants $amount, your dad says he'll have a look himself, so pray for us.|We've booked the hall for $later, about $n people. Could you do the cake?|$third passed the driving test at the fourth go.}
?{I nearly fell for one of those mails about a parcel, and typed half the card number before I woke up. Tell your aunt.|}
?{There's a box of your school books in the loft. Keep or skip?|The cat has adopted the neighbours again.|I transferred the money for the tent, tell me if it doesn't show up.}
{Ring on Sunday if you can.|Lots of love to the little ones.|Write when you've a minute.}
====
S: {Re: |}{tickets|keys|the car|dinner $weekday}
{I've got the tickets, row $m, don't be late.|Keys are with $third next door.|Can't do $weekday, how about the week after?} {I owe you $fee.|Bring a jumper.} {x|}
====
S: {Fw: |}{this made me laugh|joke of the day|long read for the weekend}
{A man walks into a library and asks for fish and chips. "Sir, this is a library." He whispers: "Sorry. Fish and chips, please."|Why did the scarecrow get a rise? He was outstanding in his field.|My bank called: "Your balance is outstanding." I said thank you.}
{Doctor, I think I'm a pair of curtains. Pull yourself together.|I told my wife she drew her eyebrows too high. She looked surprised.|}
{You don't have to pass it on to ten people.|Sorry. No, I'm not.}
""", sign="{$first|Love, $first|Mum|Dad|}", **_TALK)

letters("invite-now-en", "ham", "en", "person", """
S: {Invitation|Save the date}: {housewarming|wedding of $other and $third|book club|game night} {on $later|}
{Dear all,|Hi everyone,} {we've moved, and would love to have you round on $later from $hour|it's my turn to host}. {Bring a bottle, kids welcome.|No presents please; if you must, give to the lifeboats.} {Let us know by $weekday if you can make it.|The address is below, parking on the hill.}
====
S: {Accepted|Declined|Tentative|Updated invitation}: {weekly sync|1:1|interview} @ {$weekday $hour|$later}
{$name has accepted this invitation.|The time moved by half an hour, same room.} {Agenda: roadmap, hiring, any other business.|}
====
S: {Re: |}{talk at our meetup|panel in $city|guest lecture}
{Dear $other,|Hi $first,} {would you give a talk of 30 minutes on $later? We can pay the train and a hotel, sadly no fee|thanks for agreeing to speak; the room holds $n}. {Slides in any format.|Dinner afterwards at our usual place.} {Please send a short bio and title by $later.|}
""", sign="{Best|Warm regards}, $name", files=("ics",), ways="gmail exchange apple outlook thunderbird")

letters("research-en", "ham", "en", "person", """
S: {Review request|Decision on your manuscript|Revised version}: {JSR|TCS|Annals} $no
Dear {Dr|Prof.} $other,
{I'd be grateful if you could review the manuscript below by $later; the abstract follows|two referees have read your paper and recommend {minor|major} revision, reports attached|your revised manuscript is accepted}. {We combine field data of $n years with a simple model and find that the effect vanishes|The authors present an algorithm in linear time}. {If you can't, please suggest somebody.|There is no charge for colour online, and open access is optional.}
====
S: CFP: {workshop on {parsing|soil physics|medieval trade}|$k. conference on {graphs|archives}}, $city
{Topics: theory, tools, case studies.|The workshop is held together with the annual meeting.} {Submissions of 8 pages, double blind, due $later; proceedings by the society.|Programme committee: $other (chair), $third, and others.} {Registration for students is $fee.|Apologies for cross-posting.}
====
S: {Re: |}{dataset|co-authors|figure $k|postdoc position}
{Hi $other,|} {the cluster job finished overnight; R squared went down, which is honest at least|could you swap the colours in figure $k, my chair is colour-blind}. {I've put a draft of the grant budget in the folder, $big over three years.|The candidate from $city is the best by far.} {Shall we submit on $later?|}
""", sign="{$name|Best wishes, $name|$name, Department of {Physics|History}}", ways="thunderbird gmail exchange apple")

letters("house-money-en", "ham", "en", "person", """
S: {Mortgage|Remortgage|Loan application}: {documents needed|offer issued|completion on $later}
Dear {$other|Mr and Mrs Ward},
{your offer of $big at $k.$m% has been issued and is in the post|to go on we need three payslips and the last bank statements; please upload them in the portal or bring them in}. {Completion is set for $later.|The valuation came in at the asking price.} {As with every purchase: we'll never send a change of bank details by email. Please call us on the number in our first letter before you transfer the deposit.|}
====
S: {Viewing|Tenancy|Deposit|Boiler repair} {at {Mill Lane|Station Road}|}
{You can see the flat on $weekday at $hour, the present tenant knows.|The deposit of $amount is protected, certificate attached.} {The plumber comes on $later between eight and twelve.|Rent stays the same for another year.}
====
S: {Invoice from your accountant|Tax return|Year-end accounts}
{Your return is ready for approval; a refund of $price is due and HMRC pays it to the account on your return|We need the mileage log and the invoice of the laptop}. {Our fee of $price is on the attached invoice, payable in 30 days.|Deadline is $later, plenty of time.} {Beware of texts that offer tax refunds.|}
""", sign="{Kind regards|Yours sincerely}, $name, $org, $phone", ways="exchange outlook gmail thunderbird")

letters("abuse-desk-en", "ham", "en", "person", """
S: {Abuse report|Phishing page on your network|[#$no]}: {$ip|$stray}
{Hello abuse desk,|Dear admin,} {the host $ip sent $n mails to our spam traps between $clock and noon; headers follow|a page that imitates a bank is hosted under hxxp://$stray/wp/ ; please take it down}. {Sample subject: "Your parcel is waiting, pay $fee".|The text reads: "verify your password within 24 hours".} {Logs are in UTC. Thanks for acting.|Ticket updates to this address, please.}
====
S: Re: {possible vulnerability in {your parser|login page}|security.txt}
{Thanks for the report. We could reproduce it with version $k.$m and assigned CVE-$year-$last.|I'm a user of your software and found an out-of-bounds read; a reproducer of $n bytes is attached as text.} {Please hold back details until $later.|I don't ask for money, a line in the changelog would be nice.} {Credit goes to $third.|}
====
S: {Spam sample|False positive|Is this real?}
{Our filter held the attached newsletter, please release and learn it.|A user got the following, can we block the sender?} {"Congratulations, you won $big, send your bank details": she did not answer.|It's the $org receipt, that's a good mail.} {Message id is in the ticket.|}
""", sign="{Regards|--}, $name, {postmaster|CERT|SOC}", thread=True, **_TALK)

letters("sales-known-en", "ham", "en", "person", """
S: Re: {quotation|demo|renewal|trial order} {$no|next week}
{Hi $first,|Dear $other,} {good to meet you at the fair; here's the quotation you asked for|as agreed on the phone I've moved the demo to $later, $hour}. {Unit price is $fee from $n00 pieces, lead time $m weeks.|The renewal is $amount, same as last year minus the seats that you no longer need.} {Samples left today, tracking $track.|Our standard terms apply, 30 days net.} {If you need a reference, $third of $firm is happy to talk.|Let me know what purchasing says.}
====
S: {Delivery date|Backorder|Claim $no|Drawings rev. {B|C}}
{The motors are late at our supplier; new date $later, sorry.|We looked at the broken parts and replace $m of them at our cost.} {Please confirm rev. {B|C} by return.|The truck comes on $weekday morning, forklift needed.}
====
S: {Thanks for visiting|Follow-up}: {stand $n|workshop in $city}
{You asked about the smaller model, its data sheet is attached.|The slides of the workshop are attached.} {I won't send you anything else unless you want me to.|Shall we meet when I'm in $city in $month?}
""", thread=True, files=("pdf",), sign="{Best regards|Kind regards}, $name, $org, $phone", ways="exchange outlook gmail")

letters("office-ja", "ham", "ja", "person", """
S: {Re: |}{お見積り|納期のご確認|打ち合わせの件|資料送付のお願い}
{$other 様|$firm $other 様}
いつもお世話になっております。$orgの$nameです。
{先日のお打ち合わせでは貴重なお時間をいただきありがとうございました。|ご連絡が遅くなり申し訳ございません。}
{お見積書を添付いたします。有効期限は$laterです|納期は$laterを予定しております|次回は$weekdayの$hourでいかがでしょうか}。{ご不明な点がございましたらお知らせください|振込先は従来どおりで変更はございません}。
{よろしくお願いいたします。|何卒よろしくお願い申し上げます。}
====
S: {【社内】|}{防災訓練|健康診断|システムメンテナンス|年末調整}のお知らせ
{各位|社員の皆様}
{$laterに防災訓練を実施します。|下記の時間帯はメールが利用できません：$later 22時から翌2時。}{作業は不要です|書類は$weekdayまでに総務へ提出してください}。{パスワードの入力を求めるメールは偽物です。情報システム部までご連絡ください。|}
====
S: {週末|飲み会|久しぶり}
{元気？|お疲れさま。}{$weekdayの夜、久しぶりに飲みに行きませんか|写真を送ります、$other君が変な顔をしてます}。{仕事がやっと落ち着きました|子どもが小学校に入りました}。{都合を教えてください。|ではまた。}
""", sign="{$name|$org　$name|}", ways="outlook thunderbird gmail exchange")

letters("notice-now-ja", "bulk", "ja", "notice", """
S: 【$org】{ご注文ありがとうございます|発送のお知らせ|ご予約確認|ポイント失効のお知らせ}
{$name 様|}{この度はご注文いただき誠にありがとうございます|ご注文の商品を本日発送いたしました}。
| 注文番号: $no
| 金額: $price
{お届け予定日は$laterです。|ご不明な点は注文履歴からお問い合わせください。}{当社からカード番号や暗証番号をメールでお伺いすることはございません。|}
====
S: {【注意喚起】|}{当社を装ったメール|フィッシング詐欺}にご注意ください
{「カードの利用確認」「荷物の持ち帰り」などと称し、偽サイトへ誘導するメールが確認されています|$orgではメールのリンクからパスワードの入力をお願いすることはありません}。{お心当たりのないメールは削除してください。|公式アプリからご確認ください。}
====
S: {メルマガ|今週のおすすめ|会員様限定}：{秋の味覚|新刊|タイムセール}
# {今週の特集|お知らせ}
* {新米5kg $price|手帳フェア開催中}
* {$cityの旅、二泊三日|読者の声：私の台所}
> 詳しく見る
""", org="みなと商店:minato-shop|つばめ旅行:tsubame-travel|さくら便:sakurabin|ひかり書店:hikari-books")
