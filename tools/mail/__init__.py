"""Mail of our own making; tools/make-mail writes it.

  families/   the words, by topic: nothing but data
  draw.py     one message's choices: names, dates, amounts
  page.py     a letter as HTML, by several hands
  system.py   the headers of sending systems
  message.py  a family and a number to a message"""
