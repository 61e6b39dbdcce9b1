"""Whether a person's words are a plan, a command or a question, and which."""

from __future__ import annotations

import re

from agent.core.spoken import plain, spoken_command
from agent.core.talk import Heard, Question, SpokenPlan
from agent.worlds.crafter.plans.reading.reading import read
from agent.worlds.crafter.plans.words import thing_in

# Topics and the sentences that ask for them, without marks; the first that fits is taken. A thing
# that is asked about is looked for in the whole sentence.
_TOPICS: tuple[tuple[str, str], ...] = (
    (
        "say",
        r"what (?:can|could|should|may|do) i (?:say|write|type|ask|tell you)\b.*|"
        r"help(?: me)?|(?:how|what) (?:do|can) i (?:play|use) (?:this|it)|"
        r"how does (?:this|it) work|commands|what (?:can|could) you (?:do|understand)\b.*|"
        r"what do you understand|hint|what now",
    ),
    (
        "who",
        r"who (?:are|r) (?:you|u)\b.*|what (?:are|r) (?:you|u)|what s your name|"
        r"what is your name|are you (?:an? )?(?:ai|bot|robot|human|real|person|model)\b.*|"
        r"who (?:made|built|trained) you|do you have a name",
    ),
    (
        "goal",
        r"what (?:is|s) (?:the|my|our|your) (?:goal|aim|point|purpose|objective|mission)\b.*|"
        r"what am i (?:supposed|meant) to do|what (?:is|s) this(?: game)?(?: about)?|"
        r"how (?:do|can) (?:i|we|you) win|what do (?:i|we) have to do|"
        r"what are the (?:achievements|goals)|why are we here",
    ),
    (
        "achieved",
        r"what (?:have|did) (?:you|we|i) (?:achieve|unlock|reach|do|done|achieved|"
        r"unlocked)\b.*(?: so far| already)?|how (?:many|much) achievements\b.*|score|"
        r"what (?:is|s) (?:the|my|your|our) score|how far (?:are|r) (?:you|we)\b.*|"
        r"how (?:are|r) we doing",
    ),
    (
        "next",
        r"what (?:should|shall|could) (?:i|we|you) do(?: now| next)?|what (?:is|s)? ?next|"
        r"what (?:do|would) you (?:suggest|recommend|propose|want to do)\b.*|any ideas?|"
        r"what (?:will|are) you (?:do|doing|going to do) (?:next|then|after(?: that)?)",
    ),
    (
        "doing",
        r"what (?:are|r) (?:you|u) (?:doing|up to|trying|working on|planning|thinking)\b.*|"
        r"what (?:is|s) (?:the|your|my) plan\b.*|what (?:is|s) (?:going on|up|happening)|sup|"
        r"where (?:are|r) (?:you|u|we) (?:going|heading|off to|headed)\b.*|"
        r"what do you (?:want|plan|intend)\b.*|status|(?:are|r) you (?:busy|working)\b.*|"
        r"(?:did|have) you (?:understand|understood|get|hear|heard)\b.*(?:me|that|it|this)|"
        r"how far (?:is|along)\b.*|how is it going|how s it going|progress",
    ),
    (
        "stuck",
        r"(?:are|r) (?:you|u|we) (?:stuck|lost|blocked|frozen|ok there)\b.*|"
        r"why (?:are|r|do|don t|aren t) (?:you|u) (?:not )?(?:move|moving|stuck)\b.*|"
        r"is (?:it|something) (?:stuck|broken|wrong)|nothing (?:happens|is happening)",
    ),
    (
        "why",
        r"why|why not|how come|"
        r"(?:but )?why (?:did|do|are|were|was|is|have|has|would|don t|didn t|won t|"
        r"aren t) (?:you|u|it|that|we|the planner|my plan|he)\b.*|why (?:that|this|so)|"
        r"what for|explain(?: (?:that|this|it|yourself))?",
    ),
    (
        "happened",
        r"what (?:just |has |have )?happened\b.*|what (?:was|is) that|what did i miss|"
        r"how did (?:i|we|you) die|what killed (?:me|us|you)|"
        r"why (?:did|have) (?:i|we) die\b.*|"
        r"(?:did|have|am|are) (?:i|we|you) (?:die|died|dead)\b.*|news",
    ),
    (
        "vitals",
        r"how (?:are|r) (?:you|u)\b.*|"
        r"(?:are|r) (?:you|u) (?:ok|okay|alright|all right|hungry|thirsty|tired|hurt|well|"
        r"fine|alive|healthy|safe|in danger|sleepy|starving)\b.*|"
        r"how (?:is|s) (?:your|the|my) (?:health|food|drink|energy)|"
        r"how (?:much|many) (?:health|hp|life|food|drink|energy|hearts|lives)\b.*|"
        r"how do you feel|will (?:you|we|i) (?:survive|make it|die|live)\b.*|"
        r"do you need (?:food|water|sleep|rest|help|anything)\b.*|health|vitals|hp",
    ),
    (
        "night",
        r"(?:is|when is|when s) (?:it|the)? ?(?:night|dark|day|late|nighttime|dawn|morning|"
        r"sunrise|sunset)(?: (?:yet|now|again|soon|already|coming))?|"
        r"what (?:is the )?time(?: is it)?(?: of day)?|"
        r"how (?:late|long) (?:is it|until (?:night|morning|day|dark))\b.*|"
        r"(?:when|how soon) (?:does|will) (?:it|the|night|morning|day)\b.*",
    ),
    (
        "have",
        r"how (?:much|many) .*(?:do|does|have|did) (?:you|u|we|i|he)\b.*|"
        r"(?:do|have) (?:you|u|we|i) (?:have |got |own |hold |carry )(?:an? |any |some |the |"
        r"enough |a lot of )?.*|"
        r"what (?:do|have) (?:you|we|i) (?:have|got|carry|hold|own)\b.*|"
        r"what (?:is|s) in (?:the|your|my|our) (?:bag|inventory|pockets?|backpack)\b.*|"
        r"inventory|bag|how much .* (?:is|are) left",
    ),
    (
        "seen",
        r"(?:have|did|do|can|could|are|is|were|any|ever) ?(?:you|u|we|there|i)? ?(?:ever |"
        r"already |still |any |a |an )*(?:seen|see|saw|find|found|know(?: of)?|spot(?:ted)?|"
        r"notice(?:d)?|any|some|a|an|near|here)\b.*|(?:is|are) there\b.*|"
        r"any .* (?:near|around|here|yet)\b.*",
    ),
    (
        "where",
        r"where (?:is|are|s|can|could|do|did|would|was|were|to)\b.*|where|which way\b.*|"
        r"in (?:what|which) direction\b.*|how (?:far|close|near) (?:is|are|away)\b.*|"
        r"how (?:do|can) (?:i|we|you) (?:find|get to|reach)\b.*|position|location",
    ),
    (
        "need",
        r"what (?:do|does|would|will|did|is|s|are) (?:you|i|we|one|it|an?|the)?\b.*(?:need|"
        r"needed|take|takes|require|required|cost|costs|necessary)\b.*|"
        r"how (?:do|can|does|would|to|could)(?: (?:you|i|we|one))?\b.*|recipe\b.*|"
        r"what (?:is|are)(?: the)?\b.* (?:for|good for|made of|made from|used for)\b.*|"
        r"(?:can|could) (?:you|we|i) (?:already |now )?(?:make|craft|build|place)\b.* (?:yet|"
        r"now|already)|what (?:is|s) missing\b.*|what does .* (?:need|take|cost|require)",
    ),
    (
        "greeting",
        r"hi|hello|hey|hiya|yo|howdy|greetings|hi there|hello there|hey there|"
        r"good (?:morning|evening|afternoon|day)|hello pebble|hi pebble|hey pebble|heya",
    ),
    (
        "farewell",
        r"bye|goodbye|good bye|see you|see ya|good night|cya|bye bye|farewell|later",
    ),
    (
        "thanks",
        r"(?:thanks?|thank you|thx|ty|tysm|cheers|much appreciated|many thanks)\b.*",
    ),
    (
        "praise",
        r"(?:very |so |you re |you are |that (?:is|was) |that s )*(?:good|great|nice|"
        r"well done|awesome|amazing|perfect|excellent|brilliant|cool|wonderful|clever|smart|"
        r"super|bravo|wow|love it|the best)(?: (?:job|work|one|boy|girl|play|move|bot|"
        r"pebble))*|i (?:love|like) (?:you|this|it)\b.*|gg|yay|lol|haha+|congratulations|"
        r"congrats",
    ),
    (
        "insult",
        r".*\b(?:idiot|stupid|dumb|moron|fool|useless|suck|sucks|hate you|loser|trash|"
        r"garbage|shut up|fuck|fucking|shit|damn you|worthless|pathetic|noob|terrible|"
        r"bad bot|wtf)\b.*",
    ),
    (
        "undoing",
        r"(?:that s|that is|this is|you re|you are|it s) (?:wrong|not right|"
        r"going the wrong way|not what i (?:meant|wanted|said)|a mistake|bad)\b.*|"
        r"wrong(?: way)?|not like that|don t do (?:that|this|it)|don t|"
        r"you (?:misunderstood|got it wrong)\b.*|bad|oops",
    ),
    (
        "come back",
        r"(?:then )?(?:come|go|get|return|walk|head) back (?:here|to here|to this (?:place|"
        r"spot))(?: (?:then|later|afterwards|after that|when you are done|when done))?|"
        r"return here|(?:remember|mark|save) (?:this|the) (?:place|spot|position)",
    ),
    (
        "joke",
        r"(?:tell me|sing|say)\b.*|.*\b(?:joke|weather|song)\b.*",
    ),
)
_SENTENCES = [(topic, re.compile(sentence)) for topic, sentence in _TOPICS]
_ASKS_FOR_DEEDS = re.compile(
    r"(?:why (?:don t|not)|how about|what about|(?:can|could|would) you)\b"
)
# How a question begins that asks for no deed.
_ASKS = re.compile(
    r"(?:what|who|whose|where|which|is|are|am|was|were|does|did|has) (?!about\b|if\b)|"
    r"when (?:is|are|was|will|does|do|did|can)\b|"
    r"(?:why|how) (?!don t|not|about)|(?:do|have) (?:you|we|i|they)\b"
)
# Of these sentences a plan is read all the same, where there is one in them.
_MAY_BE_PLANS = ("praise", "insult", "thanks", "seen", "need", "joke", "undoing", "have", "say")
# Little words of other languages, and those of English that tell it from them.
_FOREIGN = (
    "ich und bitte hol sammle baue geh gehe holz wasser der die das ein eine einen nicht "
    "schlaf nach hola por favor el la los las un una árbol arbol agua madera corta busca "
    "ve gracias casa haz bonjour salut merci le les des du bois eau va coupe cherche "
    "prends dors je tu nous vous ciao grazie prego legno acqua vai il gli taglia prendi "
    "obrigado olá ola água pegue corte hallo danke guten tag hout ga naar drewno woda idź "
    "dzień dobry hej tack skog"
)
_ENGLISH = "the a an to and of is it in on you me my some please not no i for with go get"
_FOREIGN_WORDS, _ENGLISH_WORDS = frozenset(_FOREIGN.split()), frozenset(_ENGLISH.split())


def hear(text: str) -> Heard:
    """What a person's words turn out to be. Never raises."""
    if command := spoken_command(text):
        return command
    words, reading = plain(text), read(text)
    is_read, is_whole = bool(reading.goals), not reading.unread
    if is_read and is_whole and _ASKS_FOR_DEEDS.match(words):
        return SpokenPlan()
    asks = text.rstrip().endswith("?") or _ASKS.match(words) is not None
    topic = next((topic for topic, sentence in _SENTENCES if sentence.fullmatch(words)), "")
    may_be_plan = topic in _MAY_BE_PLANS and not asks and is_whole
    if topic and not (is_read and may_be_plan):
        return Question(topic, thing_in(words))
    if is_read and (is_whole or not _ASKS.match(words)):
        return SpokenPlan()
    topic = "language" if _is_foreign(words) else "question" if asks else "unknown"
    return Question(topic, thing_in(words), is_riddle=True)


def _is_foreign(words: str) -> bool:
    """Whether words look like another language than English: other letters, or little words."""
    if any(ord(letter) > 127 and letter.isalpha() for letter in words):
        return True
    said = set(words.split())
    return len(said & _FOREIGN_WORDS) > len(said & _ENGLISH_WORDS)
