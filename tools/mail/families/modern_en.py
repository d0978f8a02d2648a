"""Bad mail in English (some Japanese) of today: changed accounts in the words of real clerks, cold offers, romance, tasks, extortion, rumours."""
from . import letters

_WORK = {"reply": True, "form": "plain"}

letters("vendor-polite-en", "bec", "en", "writer", """
S: {Re: |}{Remittance details for|Updated ACH form,|Statement and} {$month invoices|PO $no|account $last}
{Good {morning|afternoon} $other,|Hi $other, hope you had a good weekend.|$other,}
{Thanks for confirming that {$no|the $month run} is scheduled.|Following up on the open balance of $amount.|I'm closing the month on our side and see $amount still open.}
{Before you release it, please note that our receivables moved to {a new lockbox|our parent's treasury centre}|We've been asked by our auditors to stop collecting into the {$city|old} account while it is reconciled|Our bank was acquired and the account you have on file is being retired}, {so the next payment should go to the account in the attached letter|and ACH instructions changed as of $earlier}{.|; a W-9 and voided check can be provided.}
?{Routing and account are below; the beneficiary stays the same.|Could you confirm once the vendor record is updated, so that I can tell treasury?}
?{If the payment has already gone out, let me know and we'll ask the bank to recall it.|I'd appreciate a remittance copy for our file.}
{I'm working from home this week, so email is the quickest way to reach me.|Our phones are being moved, please reply here.|}
====
S: {Overdue|Past due}: {invoice|account} $no {- revised invoice attached|}
{Hello,|Dear accounts payable team,}
{Kindly disregard the copy sent earlier, it carried the wrong remit-to section.|A revised invoice is attached; only the banking section differs.} {Please remit $amount by wire to the details on page two today, to avoid a hold on shipments.|Our controller is asking why it hasn't settled.} {Can you give me a pay date?|When can we expect it?}
====
S: {Vendor portal|Supplier onboarding}: {change of bank for|bank validation of} $org
{Hi team,|} {who takes care of supplier master data now?|please send me the form that you use for bank changes.} {We had trouble with returned payments, so we're switching every customer to a new account before $later.|It's quite urgent on our side as two payments bounced.} {A call-back isn't necessary, our CFO signed the letter.|Please use this address for it, the shared mailbox is full.}
====
S: {Early-payment discount|2% off if settled this week}, {$org|invoice $no}
{To help with quarter end|As a thank-you for your business}, we can {credit $m%|offer $m% off} if the open items are settled by $later. {To book the discount, payments need to go to our {collections|factoring} account, details attached|The discount applies to transfers to the new IBAN only}. {Shall I send a corrected statement?|Please confirm today.}
""", sign="{Kind regards|Best|Thanks}, $name, {Accounts Receivable|Credit control|Finance}, $org", thread=True, **_WORK)

letters("payroll-polite-en", "bec", "en", "writer", """
S: {Direct deposit|Paycheck|Bank info} {update|question|change}
{Hi|Hello|Good morning}{,| there,} {I recently {switched banks|opened a new account}|My account was compromised last week and had to be closed}{ and would like the change to be in place before the next pay date|, what do you need from me to get my pay into the new one}. {Is there still time for this cycle?|I can send a voided check.|Do I have to fill in anything, or is an email enough?} {I'm off site and can't get into the portal.|The self-service page won't let me in.|}
====
S: {Re: |}{New account|Deposit split}
{Thanks for coming back so quickly.|Great, thank you.} {Please remove the old account and put 100% in the new one|Here it is}: {bank: Greenbridge (prepaid)|Sunfield Savings}, routing 0000{$last|1234}, account $long. {Effective from this payroll please.|Let me know when it's done.} {No need to call, I'm in training all day.|}
====
S: {Which account will my bonus go to?|Expense refund}
{Hello, quick one:|Hi,} {could my {expenses|bonus|final pay} go to a different account than usual|I noticed the refund hasn't arrived; perhaps it went to the closed account}? {My spouse handles that account, the name may differ.|It's a digital bank.} {Tell me which form, and please handle it before {noon|$weekday}.|}
""", sign="{Thanks|Best}, $name{, $city office|}", shown="$name", **_WORK)

letters("deal-secret-en", "bec", "en", "writer", """
S: {Project {Falcon|Harbour|Juniper}|Acquisition|Confidential: your assistance}
{$local,|Dear $local,} {we are about to close the purchase of a company abroad and I've chosen you to handle the transfer|I need a discreet pair of hands today}. {Our lawyer $other of {Grant & Moor|Hollis Partners} will contact you with the {escrow|notary} account.|Counsel will send the instructions within the hour.} {By regulation nobody else in the company may know before the announcement on $later; speak to me by email only.|You're covered by the NDA, please don't mention it to colleagues.} {Amount of the first tranche: $big.|How much is available in the {euro|dollar} account?}
====
S: {Capital call|Escrow deposit} - {legal hold|today}
{As instructed by your {CEO|chairman} I attach the wiring instructions|I act for $firm in the matter you were briefed on}. {Funds have to be in escrow before 4 pm or the vendor walks.|Kindly confirm the execution with a copy of the swift.} {Beneficiary: $third Client Account, $long.|} {Strictly private.|}
====
S: {need you on something|quick one before my flight|hey}
{Boarding in ten.|In meetings back to back.} {There's a payment that should've gone out yesterday|Can you get a payment set up for a consultant}, {$amount, I'll forward the invoice|what do you need from me}? {Just do it under professional services, I'll sign when I land.|Keep it off the group chat.} {Reply with your cell number.|}
====
S: {Thank-you gifts|Surprise for the team}
{I want to thank a few people without fuss.|We're doing something for the nurses.} {Could you pick up $m {Amazon|Apple|Steam} cards at $price each and send me photos of the codes?|What's the nearest store to you that sells vouchers?} {You'll be reimbursed by end of day.|Scratch them first and keep the receipts.}
""", sign="{$name|$name, {CEO|Managing Partner|President}|Sent from my iPhone}", shown="$name", boss=True, **_WORK)

letters("books-data-en", "bec", "en", "writer", """
S: {Aging report|Customer list|Open receivables} {needed|please}
{Hi $local,|$local,} {please pull the receivables aging as of today, with contact names and email of each debtor|send me the list of customers that owe over 60 days with copies of their invoices}. {The board wants it by {noon|three}.|I'm with the auditors.} {Excel is fine.|Don't copy anybody else.}
====
S: {W-2s|P60s|Employee records} for {the audit|$year}
{For a review by {the insurer|our tax advisers} I need all {W-2 forms|payslips} in one PDF|kindly compile an employee roster: names, social security numbers, dates of birth, home addresses, salary}. {How soon can you get that to me?|Today, please.} {Encrypt it if you wish and send the password in the same mail.|}
====
S: {Bank statements|Balance}
{What's the balance of each account this morning?|Send the last three statements to my private mail, the office one doesn't open on the phone.} {It's for the refinancing.|}
""", sign="{$name|$name, CFO}", shown="$name", boss=True, **_WORK)

letters("seo-now-en", "spam", "en", "writer", """
S: {$home|Your website}: {found {$n|a few} issues|not on page one?|AI search doesn't mention you|broken links}
{Hey {there|$local},|Hi, hope you're well!|Hello site owner,}
{I ran an audit of $home and|While searching for companies like yours I} {noticed {$n errors|slow pages|missing schema}|couldn't find you in ChatGPT, Perplexity or Google's AI overviews}. {Your competitors get the calls that should be yours.|With a few tweaks you'd be in the top three.}
{We do white-hat link building, on-page work and content|We offer GEO plus local SEO}{, from $price a month|, no contract}. {Can I send the free report?|Shall I share the price list?|Interested? Just say "yes".}
====
S: {Guest post|Link insertion|Sponsored article} on $home
{I represent a number of {finance|gaming|wellness} brands|We loved your blog} and {want to buy a permanent dofollow link|would write a unique 1,000-word article with one link}. {What do you charge?|We pay $fee by PayPal right after publishing.} {We also exchange links on sites with DA {40|50|60}+.|No "sponsored" tag please.}
====
S: {Mobile app|Shopify store|Logo and branding|Explainer video} {quote|for $firm}
{We are an offshore team of $n designers and developers.|Looking for a dedicated developer at ${8|12|15} an hour?} {Portfolio on request.|First 20 hours are free.} {Let's jump on a quick call, what's your WhatsApp?|Send me your requirement and budget.}
====
S: Re: Re: {following up|last try|did you see this?}
{Not sure my last mails reached you.|I know you're busy!} {Should I close your file?|If now's not the time, who else could I talk to?} {$n% more organic traffic in $m weeks, or your money back.|}
""", shown="{$first|$name|$first, SEO Expert}", sign="{Regards|Cheers|Best wishes}, $first, {SEO Consultant|Growth Manager|Outreach}", reply=True)

letters("pitch-now-en", "spam", "en", "advert", """
S: {$first - |}{question about $firm's hiring|cut cloud spend by $pct%|loved your post|re: pipeline for Q$k|congrats on the round}
{Hi $first, saw that $firm is {growing in $city|moving to the cloud|hiring SDRs}.|$first, I'll be brief.}
{Most {CFOs|heads of IT|founders} I talk to {lose $n hours a week to manual work|have no idea which tools are unused}|What would an extra $n qualified meetings a month be worth}? {Our AI agents book them for you while you sleep.|We helped a firm like yours save $amount in a quarter.}
{Open to a 12-minute chat on $weekday?|Worth a look?|Want me to send the two-minute demo?}
> {Grab a time|See how it works}
?P.S. {Not relevant? Reply "no" and I'll stop.|I'll buy the coffee: a $fee voucher for your time.}
====
S: {Attendee|Delegate|Exhibitor} list - {Medtech Expo|Retail Summit|Cloud Forum} $year
{Would you like to acquire the list of $n,$last verified attendees?|Following up on the contacts database.} {Fields: name, title, email, direct phone, LinkedIn.|Counts and cost on request.} {Special price until $weekday: $price.|Reply "send counts".}
====
S: {Working capital|Line of credit|Grant} for $firm{: $big|}
{You've been pre-qualified|Our underwriters reviewed your file}: up to $big, {no collateral, funds in 24 hours|bad credit welcome}. {Three months of bank statements is all we need.|Reply with your best number.} {Offer expires $later.|}
> Apply in 60 seconds
====
S: {Get featured|You're nominated|Congratulations}: {Top $n CEOs|Best Companies $year|Who's Who in Business}
{Our editorial board has shortlisted you|We'd love to profile $firm on our cover}. {The package with logo, plaque and a two-page profile is $price.|Sponsorship secures your place.} {Confirm by $later.|}
> Accept nomination
""", shown="{$name|$first from $org}", org="Meetloop:meetloop-sales|Growthpilot:growth-pilot|Capital Lane:capital-lane|Signal Data:signal-data|CEO Review Magazine:ceoreview")

letters("romance-now-en", "spam", "en", "writer", """
S: {hello from a stranger|is this $first?|Good morning dear|your profile|A rose for you}
{I hope you don't mind me writing.|Sorry, I think I have the wrong address, but you seem kind!} {I'm $first, {38|42|45}, {a widow with a little daughter|an orthopaedic surgeon with the UN|an oil rig engineer off {Norway|Scotland}|a fashion designer in Singapore}.} {I believe in God and in honesty.|I like cooking, sunsets and long talks.|I don't play games, I look for my last love.} {Can we talk on {WhatsApp|Telegram|Hangouts}? My number is $phone.|Write me back with your picture.}
====
S: my {love|darling|king|queen}
{I've never felt this way about anybody.|You're the first thing I think of in the morning.} {I can't wait to come to $city and start our life.|The contract ends in $m weeks.} {But I have a problem: my {card was blocked|tools were damaged|daughter is in hospital} and I need $price until I'm home.|My uncle taught me to trade gold on a platform; I made $amount this week and want to teach you.} {I'll pay back every cent.|Start with $price, you can withdraw any time.} {Please don't tell anyone, people are jealous.|Send it as {gift cards|bitcoin}.}
====
S: {Package|Box} for you, honey
{I've put my savings, $big, and my medals into a trunk and gave it to a diplomat.|The courier company will contact you.} {Pay the clearance of $price and keep it safe for us.|Send me your full name, address and phone for the label.}
====
S: {Hot|Single|Lonely} {women|ladies} {in $city|near you} want {to chat|you}
{$first (2$k), 3 km away, sent you a private photo.|She doesn't want anything serious, just fun.} {Join free, no card needed.|She's online now, answer before midnight.}
""", shown="{$first|$first $first|Dr $name|Capt. $name|sweet_$first}", **_WORK)

letters("extortion-now-en", "phishing", "en", "writer", """
S: {Pay attention|I know your secret|$local|Security notice: your device was compromised|Hello pervert}
{I'll get straight to the point.|You don't know me, yet I know a good deal about you.|Unfortunately there's some bad news.}
{Around $n weeks ago {Pegasus|my program} was installed on {all the devices that you use|your phone} when you visited a video site.|I bought the database with your password, $hex, from hackers.} {I've read your messages, your contacts, your browser history.|It gave me microphone, camera and keyboard.}
{I recorded you while you were {enjoying yourself|watching content of a questionable kind}, and cut it beside what was on screen.|There are clips that your family should better not see.} {I know where you live: a street in $city, nice house.|}
{Transfer $price in Bitcoin to $wallet. You've got {48|50|72} hours from the moment you opened this.|The price of my silence is $price (BTC, wallet $wallet).} {Once paid, everything is wiped and you'll never hear of me again.|If I don't see it, the video goes to each of your contacts.}
?{Don't bother to reply, the address was made up.|Don't go to the police; I change servers daily.|Next time cover your camera.}
====
S: {Your data|Breach of $firm|Notice to the board}: {final warning|$n GB copied|negotiation}
{Your network has been penetrated.|We're not politically motivated, only money.} {Before encryption we exfiltrated $n GB: customer records, contracts, HR files and passports.|Backups and snapshots were removed.} {Contact us in the chat (Tor) with the key $hex$hex within $m days|Send a message to this mailbox to get a sample}, {or the archive is published on our blog and offered to your competitors|or we'll call your clients and the data protection authority}. {Price today: $big; it doubles on $later.|Insurance normally covers this, we read your policy.} {Do not rename files or hire recovery firms.|}
====
S: {Bad reviews|DDoS|Delisting} for $home
{Starting $later we will {flood your site|post $n00 one-star reviews|report you to every blacklist}|We found a bug in your website and took the customer table}. {Pay $m ETH to $wallet|A fee of $price as consulting will avoid it}. {You've been warned.|This is not a joke, look at your logs from $clock.}
====
S: {someone paid me|I was hired} to {hurt|ruin} you
{A person you know ordered {an acid attack|the destruction of your business}.|} {I can let you off for $price.|Send twice the sum and I'll tell you the name.} {BTC: $wallet.|} {I've watched your office; tell nobody.|You have two days.}
""", form="plain", shown="{$name|Anonymous|no name|Hacker|$me|Legal Dept}")

letters("task-job-en", "spam", "en", "writer", """
S: {Remote job|Part-time offer|Hiring now|Your CV was shortlisted}: {$price a day|work from your phone|no interview}
{Hi, I'm {Emma|$first} from {a talent agency|HR at $org}.|Your resume was recommended by several online recruiters.} {We need people to {rate hotels and apps|like videos|optimise products for merchants}, 60 minutes a day.} {Pay is $price to $amount a day, plus a base of $price every four days, in USDT.|No experience, age 22+, paid leave.} {Message me on WhatsApp $phone|Add our Telegram receptionist @$wechat and send "job"}. {Only $m places.|Free training, 5 USDT after the first set.}
====
S: {Car wrap|Mystery shopper|Personal assistant|Payment processing agent} {position|needed}
{Drive as usual with our sticker and earn $price a week.|I'm relocating to $city and need a trusted assistant.|Keep 10% of each transfer.} {We'll send a check; deposit it, keep your pay and forward the rest to the {decal installer|supplier}.|Receive parcels at home, put on new labels and ship them on.} {Reply with name, address, age, bank and cell.|} {No fees ever.|Start Monday.}
====
S: {Congratulations,|Offer letter:} you're hired as {data entry clerk|customer care rep}
{Following the text interview on Telegram we are pleased to offer you the role at $n dollars an hour.} {To set up your home office we mail you a check for equipment from our approved vendor|Send a copy of your licence, SSN and a selfie, and a {$fee|refundable} deposit for the laptop}. {Sign today to keep the place.|}
""", shown="{$first|HR $first|Recruiter $name|Talent team}", **_WORK)

letters("rumor-now-en", "rumor", "en", "writer", """
S: {FW: |}{Share before it's deleted|This is not on the news|WARNING to all parents|They admitted it|Read and pass on}
{My {cousin|sister-in-law} works {at the water plant|in the hospital|for the bank} and says|A friend in the police told us to spread this:} {from {$weekday|tonight} {all accounts are frozen for five days|cash machines will be switched off|the internet goes down}, get your money now|$n children were taken from car parks in $city by people in a white van|the flu jab of this year has killed $n people, and staff are forbidden to talk}.
{Fact checkers are paid to call this false, ask yourself why.|The papers won't print it.|It was on TV for a minute and then pulled.} {Stock up on {water|rice|salt|fuel} for two weeks.|Do not let your kids walk alone.}
{Send it to everybody you love.|Copy and paste, don't forward, or they block it.|Better safe than sorry!!!}
====
S: {Doctors hide this|The cure they bury|Old remedy}
{Cancer cells die within $m hours in {lemon and baking soda|apricot kernels}, proven in 1931.|A nurse of $n years: chemo kills, not the tumour.} {Diabetes was reversed with okra water in $n days.|Insulin is a business.} {Tell every sick person you know; the page has been taken down twice.|}
====
S: {5G|Smart meters|The new banknotes|Bird deaths}: {proof inside|what they're planning}
{Look at the picture: every tower went up just before people got sick.|The chip in the card tells them where you are and they can switch your money off on $later.} {Wrap the meter in foil.|A whistle-blower was found dead after he spoke.} {Wake up and share.|}
====
S: {If you get a call from|Don't open|New virus:} {a number with 09|the message "Dance of the Pope"|a file called INVITATION}
{It burns the whole hard disk, Microsoft announced it yesterday.|They clone your SIM within seconds, $n people lost everything.} {Tell all your contacts, even those you don't like.|Confirmed on Snopes.}
""", form="plain", shown="{$name|Concerned mum|$first|Truth network}", ways="gmail gmail apple outlook thunderbird vps")

letters("invest-now-en", "spam", "en", "writer", """
S: {Stock pick|Private round|Gold|Pre-IPO}: {buy before {$weekday|the bell}|a ten-bagger|for $first only}
{Our last three alerts gained {$n|$pct}% in a week.|This tiny company just signed a deal nobody has read yet.} {Symbol: {QXRT|BLVN|HMTK}, now at 0.$m, target $k.00.|You get in at $k, it lists at $n.} {Insiders are loading up.|The float is tiny.} {Act before the news hits.|Not financial advice, do your homework, but hurry.}
====
S: {Recover your lost crypto|Were you scammed?|Chargeback help}
{We traced your funds to a wallet at a known exchange.|Our recovery experts work with the authorities.} {Send the transaction list and a refundable fee of $price.|No win, no fee; only gas must be paid upfront.} {Telegram @$wechat|WhatsApp $phone}
====
S: {Copy my trades|Passive income|AI bot}: {from $price to $amount in $m days|weekly 8%}
{I was a delivery driver until $month.|My mentor $name changed my life.} {Deposit $price, the bot does the rest, withdraw daily.|Group of $n,$last members, open for ten more.} {Capital is insured.|DM "START".}
""", shown="{$name|Market insider|Desk of $name|Crypto mentor}", **_WORK)

letters("account-now-en", "phishing", "en", "lure", """
S: {Sign-in blocked|Passkey expires|Your session was ended}: {$me|action needed by $later}
{We stopped a sign-in to $me from {Lagos|$ip|a new device}.|The passkey of your account can't be renewed automatically.} {If we don't hear from you, the account goes into read-only mode.|Approve the number {$n|$m} in the page below to keep access.}
> {Review activity|Renew passkey|Secure account}
====
S: {Meeting recording|Teams|Zoom}: "{Q$k restructuring|Layoffs and severance|Salary bands}" was shared with you
{$name added you to a recording of $date, $n minutes.|You missed a meeting about your position.} {Watch it with your work account, it's deleted after 24 hours.|Captions are available.}
> Watch recording
====
S: {Contract|Timesheet|Holiday balance} {needs your signature|approval} - {HR|Legal}
{Your leave of $year doesn't match the records; days not confirmed by $later are forfeited.|The attached amendment replaces your contract.} {Log in with your mail and password to sign.|}
> Confirm
====
S: {Delivery report|Undelivered mail|Storage}: $m messages {on hold|quarantined}
{A policy of $home holds mails addressed to you.|Mailbox $me reached 9$k% and incoming mail bounces.}
| {Subject: Payment advice|Subject: RE: contract} - {today|$clock}
| {Subject: Invoice $no|Subject: Your order} - {today|$clock}
> {Release all|Increase quota}
""", shown="{$home IT|Account team|Collaboration|Mail Security|$name via Teams}", bait="signin|passkey|teams-rec|owa|quarantine")

letters("support-now-en", "phishing", "en", "writer", """
S: {Order confirmation|Auto-renewal|Receipt} $no - $price
{Thank you for your purchase!|Dear customer, this is to inform you that} {your {antivirus|PC Care|Geek Total} plan has been renewed for $price|$price was charged to your account for {a MacBook|crypto 0.0$m BTC}}. {The debit shows within 24 hours.|Payment mode: auto debit.} {If you did not authorise it, call {our cancellation|billing} desk within 12 hours: $phone.|To cancel and get a refund dial $phone (toll free).} {Please don't reply, calls only.|Have your computer at hand, our technician will connect.}
====
S: {Suspicious activity|Your social security number|Warrant} - case $no
{This is Officer $name.|Our investigation department found that} {your identity was used to open $m accounts and rent a car in which drugs were found|there is a levy on your assets}. {To avoid arrest call $phone now.|Move your savings to a federal safe locker; our agent picks up gold or cash.} {Do not discuss this with anyone, the line is monitored.|}
====
S: {Grandma, it's me|Hi mum, new number|Lost my phone}
{I dropped my phone in the sink, this is my new mail.|I've had an accident and they keep me at the station.} {Can you pay a bill for me today, $price, I'll give it back Friday?|The lawyer needs $amount for bail, please don't tell dad.} {Text me at $phone.|Love you}
""", shown="{Billing Department|Support|Officer $name|$first|Renewal desk}", form="plain")

letters("grant-letters-en", "phishing", "en", "writer", """
S: {From the desk of |Re: |}{the {late |}{Engineer|Gen.} $name|Compensation unit|Inheritance|Investment partner}
{Dear {beneficiary|friend|sir or madam},|Greetings in the name of the Lord,|With due respect,} {I'm {Barrister $name|Mrs $name, a dying widow|the auditor of a bank in {Lomé|Abidjan|Ouagadougou}}.} {A sum of $big lies unclaimed since the client and his family perished in a {crash|war}.|Your name came up in the payment file of scam victims, $big each.|My late husband kept $big with a security company in {Madrid|Istanbul}.} {I want you to stand as next of kin, forty percent for you.|It'll be paid by an ATM card that you can use anywhere.|I want it to go to orphans.} {All papers are legal and there is no risk.|Only the {stamp duty|courier|activation} of $price has to be paid.} {Send your names, age, phone and a copy of your passport to my private mail.|Keep this confidential until the funds are in your account.}
====
S: {You have won|Winning notification|Donation to you}
{Your email was picked in the {Euro|Google|FIFA} draw, batch $no, $big.|I, $name, won the jackpot and give away $big to five strangers.} {Contact the claims agent with the code $code.|This is real, look me up.} {Pay the insurance bond of $price.|}
====
S: {Loan|Funding|Consignment} {approval|offer|manifest}
{We fund projects from $big at 2%, without collateral.|Two trunk boxes with your name were found in an airport store by our scanner.} {The fee of $price covers {the legal file|the yellow tag}.|Reconfirm your nearest airport and mobile.} {God bless.|Agent $name}
""", shown="{$name|Mrs $name|Barrister $name|Dr $name|Remittance Unit}", spoil=False, **_WORK)

letters("goods-now-en", "spam", "en", "advert", """
S: {Stop snoring tonight|GLP-1 drops|Neuropathy|CBD gummies|Prostate|Gut health}: {the 10-second trick|$pct% off|last bottles}
{A {Harvard|retired} doctor found why diets fail after 40.|What this grandma eats before bed shocked her nurse.} {It melts $n lb in $m weeks without shots or gym.|Feel 25 again, no prescription.|Big pharma tried to shut it down.} {Try it for $fee, 180 days money back.|Free bottle, just pay shipping.}
> {Watch now|Get mine|Claim bottle}
====
S: {Solar panels|Walk-in tub|Roof|Gutter guards|Burial cover|Medicare plans} in $city: {$0 down|new programme|you qualify}
{Homeowners in {your state|$city} pay nothing upfront this month.|Americans over 50 can now get $big of cover for ${9|12|15} a month.} {Answer three questions.|Enter your postcode to see if you qualify.}
> See if I qualify
====
S: {Tactical flashlight|Drone|Heated vest|Knife set|Tiny camera}: {clearance|warehouse error|sold out everywhere}
{Soldiers use it, now legal for civilians.|We overordered and must clear $n,$last pieces.} {$pct% off for $m hours, up to 3 per household.|Buy 2 get 2.}
> Order yours
====
S: {Confirm your reward|You're today's winner|Survey for shoppers}
{As a loyal shopper you've been picked for {a cooler|a cordless drill|a $price card}.|} {Take the 20-second survey and cover the shipping of $fee.|Expires tonight.}
> Start
""", shown="{Health Wire|Home Savings|Deal Desk|Rewards|$first}", org="Health Wire:healthwire-news|Home Savings:homesavings-now|Deal Desk:dealdesk-daily", spoil=True)

letters("spam-now-ja", "spam", "ja", "writer", """
S: {【副業】|簡単作業で}{月収$n万円|日払い|在宅ワーク}{のご案内|}
{はじめまして、$nameと申します。|}{スマホだけで1日30分、誰でも稼げる|いいねを押すだけの簡単なお仕事です}。{初期費用は一切不要|先着$m名様限定}、{LINE（ID：$wechat）を追加してください|このメールに返信するだけ}。
====
S: {必勝|投資}{情報|サロン}：{暗号資産|FX自動売買|未公開株}
{AIが24時間自動で取引、勝率9$k%|著名投資家の無料講座にご招待}。{元本保証、月利$m%|今だけ無料で銘柄をお伝えします}。{LINEグループへご参加ください。|}
====
S: {ホームページ制作|SEO|営業代行|リスト販売}のご提案
ご担当者様、{突然のご連絡失礼いたします|}。{貴社サイトを拝見し、検索順位に改善の余地がございます|全国法人リスト$n万件を特価でご提供}。{成果報酬、初月無料|$amount〜}。{ご興味があればご返信ください。|}
====
S: {会いたい|寂しいです|$nameです}
{主人が出張で、お相手を探しています|社長をしている未亡人です。支援金$amountを受け取ってくれる方を探しています}。{こちらから無料でお話しできます。|連絡先を教えてください}
""", shown="{$name|事務局|副業サポート|$name（未亡人）}", ways="vps bulker phpstray gmail outlook")

letters("phish-now-ja", "phishing", "ja", "lure", """
S: 【{重要|至急|緊急}】{お支払い方法の確認|アカウントの利用制限|本人確認のお願い|カードご利用確認}
{$name 様|お客様}、{平素より$orgをご利用いただきありがとうございます。|}{お客様のカードで第三者による不正利用の可能性が検知されました|お支払い情報が確認できず、アカウントを一時停止しております}。{24時間以内に|$laterまでに}{ご本人様確認をお願いいたします|下記よりログインし更新してください}。{ご確認がない場合、ご利用を制限いたします。|}
> {ご利用確認はこちら|ログイン|情報を更新する}
====
S: {お荷物|宅配便}{お届けのお知らせ|不在|関税のお支払い}【$track】
{住所不明のためお荷物を持ち帰りました|関税$feeが未払いのため保管しております}。{再配達の手続きをお願いします|期限を過ぎると返送されます}。
> 再配達を依頼
====
S: {マイナポイント|還付金|未払い税金|給付金}{のお知らせ|のお手続き}
{国税の未納がございます。$laterまでに納付されない場合、差押えを執行いたします|給付金$amountの受取口座をご登録ください}。{カードで今すぐお支払いいただけます。|}
> 手続きへ
====
S: {サーバー|メールボックス}{容量超過|パスワード期限}：$me
{容量が$pct%に達しました|パスワードは本日失効します}。{現在のパスワードを継続する場合は認証してください|未受信メールが$m通あります}。
> 認証する
""", org="みなと商店:minato-shop|あおば銀行:aobabank|さくら便:sakurabin|ひかり通信:hikari-tel|つばめカード:tsubame-card", shown="{$org|$orgカスタマーセンター|国税庁|メール管理者}", bait="login|card|mypage|etax|saihaitatsu")

letters("bec-ja", "bec", "ja", "writer", """
S: {至急|お願い|業務連絡}
{$local様、|お疲れ様です。}{代表の$nameです|社長の$nameだが}。{新しいプロジェクトのため、業務用のLINEグループを作成し、QRコードを返信してください|今、会社の口座残高を教えてください}。{作成後、経理の$otherさんも追加してください|会議中のため電話には出られません}。{本件は極秘でお願いします。|}
====
S: Re: {請求書|お支払い}{の件|、振込先変更のご連絡}
いつもお世話になっております。$orgの$nameでございます。{監査の都合により|取引銀行の変更に伴い}、{今回のお支払い$amountは下記口座へお願いいたします|従来の口座は使用できなくなりました}。{口座：{みずは銀行|香港口座} $long|新しい請求書を添付いたします}。{お振込み後、控えをお送りください。|}
====
S: {給与振込口座|振込先}の変更
{人事ご担当者様、}{給与の振込先を変更したいのですが、今月分に間に合いますか|以前の口座が凍結されました}。{新口座：$long|必要な書類を教えてください}。
""", sign="{$name|代表取締役 $name|$org $name}", shown="{$name|代表取締役 $name}", boss=True, **_WORK)
