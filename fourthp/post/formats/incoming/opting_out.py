"""Short mails that say in words: no more mail to me.

Every word of such a mail has to be one of those people use to say it. A word beyond
them means something else is said, and a person reads it.
"""

import re

from fourthp.foundation.text import words_of

_MOST_WORDS = 12
_MOST_READ = 400

# What asks for it, by language, as folded words.
_ASKING = """
unsubscribe | unsubscribe me | opt out | opt me out | stop | remove me | take me off
delete me | delete my address | delete my email | delete my e mail | remove my address
remove my email | remove my e mail | no more mail | no more mails | no more email
no more emails | no more e mail | no more e mails | no more messages
no more mailings | no more newsletters | no more updates | do not send | don t send
dont send | do not email | don t email | dont email | do not mail | don t mail
do not contact | don t contact | dezabonare | dezabonati ma | dezaboneaza ma
ma dezabonez | dezabonez | opriti | nu mai trimiteti | nu mi mai trimiteti
stergeti ma | scoateti ma | ma dezabonati | dezabonati | ma scoateti | ma stergeti
nu mai primesc | nu doresc sa primesc | desabonner | desinscrire | desinscription
desabonnement | desabonnez moi | desinscrivez moi | me desinscrire | me desabonner
retirez moi | supprimez moi | ne plus recevoir | plus de mails | plus d e mails
plus de messages | plus de courriels | ne m envoyez plus | n envoyez plus
abbestellen | abbestellung | keine mails mehr | keine e mails mehr | keine emails mehr
keine nachrichten mehr | keine weiteren mails | keine weiteren e mails
nicht mehr anschreiben | loschen sie mich | schicken sie mir nichts mehr
darme de baja | dar de baja | dar me de baja | denme de baja | deme de baja | baja
cancelar suscripcion | cancelar la suscripcion | cancelar mi suscripcion
no mas correos | no mas mensajes | no mas emails | no me envien mas | no envien mas
no quiero recibir | no deseo recibir | borrenme | eliminenme | cancelar subscricao
cancelar a subscricao | descadastrar | descadastrem me | removam me | remova me
remover me | nao quero receber | nao desejo receber | nao enviem mais | nao envie mais
nao me enviem mais | chega de emails | wypisz mnie | wypisz | wypisac
prosze mnie wypisac | wypiszcie mnie | usunac mnie | usun mnie | usuncie mnie
nie przysylajcie | nie wysylajcie | nie chce otrzymywac | nie chce dostawac
zadnych maili | schrijf mij uit | schrijf me uit | verwijder mij | verwijder me
geen mails meer | geen e mails meer | geen berichten meer | niet meer mailen
stuur me niets meer | disiscrivimi | disiscrivetemi | disiscrizione | niente piu mail
niente piu email | basta mail | basta email | non voglio ricevere
non desidero ricevere | non inviatemi piu | non mandatemi piu | الغاء الاشتراك
الغ الاشتراك | الغوا الاشتراك | الغاء اشتراكي | لا ترسلوا | لا ترسل | احذفوني | احذفني
ازيلوني | توقفوا | اوقفوا | ان سبسكرائب | مجهے نہ بھیجیں | مت بھیجیں | بند کریں
نہ بھیجیں
"""

# What asks for it only beside a word for mail: alone it may be an answer to an
# invitation ("ik wil me afmelden") or to a question ("I don't want to").
_ASKING_OF_MAIL = """
do not want | don t want | do not wish | don t wish | cease
nu mai doresc | nu mai vreau | arretez
abmelden | abmeldung | austragen | melden sie mich | tragen sie mich
cancelar inscricao | cancelar a inscricao | parem | rezygnuje | nie zycze sobie
uitschrijven | afmelden | meld mij af | meld me af
cancellami | cancellatemi | annulla iscrizione | annullare l iscrizione
cancellazione | rimuovetemi | toglietemi
لا اريد | لا مزيد | نہیں چاہتا | نہیں چاہتی
"""
_MAIL = """
mail mails email emails newsletter newsletters list lists mailing mailings message
messages update updates receive receiving mailuri mailurile emailuri emailurile mesaje
mesajele lista primesc courriels liste diffusion recevoir verteiler mailingliste
nachrichten erhalten bekommen correos correo mensajes recibir mensagens receber
maili wiadomosci listy newslettera otrzymywac lijst mailinglijst berichten nieuwsbrief
ontvangen messaggi ricevere رسائل الرسائل القائمة البريد النشرة استلام تلقي میل میلز
پیغام پیغامات فہرست
"""

# What may stand around it without saying anything else.
_AROUND = """
please pls plz kindly hi hello dear all sir madam team everyone good morning afternoon
thanks thank you many regards kind best yours i me my we us our you your would like to
want wish be get receive getting receiving sending send mailing email emails e mail
mails messages message newsletter newsletters updates update list lists mailing mailings
from this these those the that of any all more anymore longer again now immediately and
it on in off for at address contact contacting emailing just will can could stop out
subscription notifications notification anything else ever am no
va rog sa mi nu mai de la din pe lista aceasta acesta aceste asta mesaje mesajele
mailuri mailurile emailuri emailurile e mail uri multumesc buna ziua salut doresc
trimite trimiteti primesc trimiteti mi ma vreau corespondenta abonarea abonamentul
s il vous plait svp merci bonjour je veux voudrais souhaite ne plus recevoir de vos
votre vos mails mail courriels messages liste diffusion cette la les des a ces me moi
envoyer m envoyez d e lettre information infos
bitte danke vielen dank hallo guten tag ich mochte will keine mehr mich aus ab vom von
dem der diesem dieser den die verteiler liste mailingliste newsletter mails nachrichten
ihrem ihren ihre sie und vom sehr geehrte damen herren mir e mail schicken senden
zusenden bekommen erhalten
por favor gracias hola buenos dias quiero deseo mas correos mensajes esta lista su sus
lista correo correos recibir enviar enviarme me de la el los las en mi electronicos
ola obrigado obrigada bom dia eu mais quero receber emails mensagens desta esta lista
enviar me seus e do da favor agradeco
prosze dziekuje dzien dobry z tej listy lista mailingowej wiadomosci maili e maili mi
wiecej juz tych mnie o nie otrzymywac panstwa mailingu newslettera
alsjeblieft alstublieft a u b bedankt dank u hallo ik wil graag mij me van deze de
lijst mailinglijst berichten mails e meer geen ontvangen mailen nieuwsbrief voor
per favore grazie ciao buongiorno vorrei voglio piu ricevere vostre vostri mail email
messaggi dalla da questa lista la mia mi non i le vi prego iscrizione
من فضلك من فضلكم شكرا رجاء الرجاء مرحبا السلام عليكم لي هذه الرسائل رسائل القائمة
البريد بعد الان اي المزيد استلام تلقي منكم النشرة
براہ کرم شکریہ یہ ای میل ای میلز مجهے پیغام پیغامات اور مزید اس فہرست سے میں سلام
"""

_NOT = {"not", "t", "dont", "never", "nu", "ne", "nicht", "nao", "nie", "niet", "non"}
_NOT |= {"pas", "لا", "نہ", "didn", "no"}

_REPLY = re.compile(r"^(?:(?:re|fwd?|aw|antw|odp|rv|ynt|sv|tr)\s?:\s?)+", re.I)
_BY_CLIENT = re.compile(
    r"(?:this message was automatically generated by|"
    r"apple mail sent this|this is an unsubscribe request|"
    r"this unsubscribe (?:request|email)|unsubscribe request sent by)",
    re.IGNORECASE,
)


def _phrases(table: str) -> list[list[str]]:
    said = table.replace("\n", "|").split("|")
    return sorted((words_of(one) for one in said if one.strip()), key=len, reverse=True)


_PHRASES = _phrases(_ASKING)
_OF_MAIL = _phrases(_ASKING_OF_MAIL)
_MAIL_WORDS = set(words_of(_MAIL))
_SUBJECTS = [*_PHRASES, ["unsubscribe", "request"], ["list", "unsubscribe"]]
_KNOWN = {word for phrase in [*_PHRASES, *_OF_MAIL] for word in phrase}
_KNOWN |= set(words_of(_AROUND)) | _MAIL_WORDS


def asks_to_stop(text: str) -> bool:
    """Return whether what a person wrote says that she wants no more mail."""
    if not text or len(text) > _MOST_READ or "?" in text or "؟" in text:
        return False
    words = words_of(text)
    if not 0 < len(words) <= _MOST_WORDS or not _KNOWN.issuperset(words):
        return False
    is_of_mail = bool(_MAIL_WORDS.intersection(words))
    asking = [*_PHRASES, *_OF_MAIL] if is_of_mail else _PHRASES
    return any(_says(words, phrase) for phrase in asking)


def subject_asks(subject: str) -> bool:
    """Return whether a subject alone says it: exactly so and nothing else."""
    words = words_of(_REPLY.sub("", subject.strip()))
    return words in _SUBJECTS


def is_by_client(text: str) -> bool:
    """Return whether a mail program wrote the words of an unsubscription."""
    return bool(_BY_CLIENT.match(text.strip()[:_MOST_READ]))


def _says(words: list[str], phrase: list[str]) -> bool:
    size = len(phrase)
    return any(
        words[at : at + size] == phrase and (at == 0 or words[at - 1] not in _NOT)
        for at in range(len(words) - size + 1)
    )
