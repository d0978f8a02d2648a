/* han: which block of Chinese characters has a table of simplified forms. */
#ifndef TEXT_HAN_H
#define TEXT_HAN_H

#define HAN_FIRST 0x4E00u
#define HAN_LAST 0x9FFFu

#endif
