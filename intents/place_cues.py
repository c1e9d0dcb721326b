"""Place cues: the words around a name that tell a place from a person, and the problem's place from other places."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


INSIDE = _words("in near outside inside within around at en cerca")
TOWARDS = _words("to into toward towards a hacia")
FROM = _words("from of de desde since")
BEFORE_A_PLACE = INSIDE | TOWARDS | FROM | _words("through by across leaving for")
MOVING = _words(
    "move moved moving moves relocate relocated relocating transferred going go went drive drove driving fly flew "
    "flying travel traveled back returned came come coming deported sent mudé mude mudamos mover"
)
# Names that people bear; without a sign that a place is meant they are read as persons.
PERSON_NAMES = _words(
    "georgia virginia carolina dakota dallas austin houston madison charlotte savannah phoenix paris london brooklyn "
    "chelsea jackson lincoln tyler florence sydney montana indiana tennessee denver orlando cheyenne augusta helena "
    "aurora camden carson trenton jordan israel kenya india china chad holland ireland italy asia america cuba "
    "kingston raleigh logan mason marion gary eugene norman troy vernon clayton clinton franklin hamilton harrison "
    "howard lawrence warren wayne preston spencer elizabeth pearl ada alma beverly bryan cary chandler chester clifton "
    "davis douglas duncan everett gilbert graham grant irving kyle lamar leland milton mitchell murray nelson newton "
    "parker perry ramona randolph selma sharon shelby sherman stuart taylor victoria winston allen anderson arnold "
    "carroll dixon evans garland henderson hudson jasper kendall kent leon lynn melissa monroe morgan quincy ray roy "
    "santiago stanton wesley wilson washington columbus memphis cleveland roland rowan mesa regina lourdes mercedes "
    "salem lima jamaica trinidad persia loretto angeles brandon brent lee max clay dale dean ross scott neil alexandria "
    "juneau odessa olympia valentina verona vienna roma siena bethany bethel ashland adrian alvin angie anna bernard "
    "carmen catherine claude clara clyde cody cora dan della edna elba elsa emma erin ernest ethel eva frederick harold "
    "harvey hazel henrietta hope ida ira irene iris jacob jena jerome joseph julian justin laurel lena leslie lewis lisa "
    "louise lucas luther mabel malcolm marcus maria marshall martin maud maxwell may mercer michael minerva mona nora "
    "norma oliver oscar otto owen page patricia patrick paul pauline peter philip pierce quinn rachel ralph raymond "
    "rebecca rich robert roger rosa rosalie rose rufus russell ruth samson sara seth shannon stella sterling susan "
    "sylvia ted theodore thomas tony tracy van vera victor vincent viola violet vivian walter wanda wendell willard "
    "diana gloria esperanza isabel carlos juan luis pedro jose francisco"
)
RELATIONS = _words(
    "aunt uncle cousin ex wife husband girlfriend boyfriend partner spouse fiance fiancee sister brother mother mom "
    "mama dad father son daughter grandma grandmother grandpa grandfather granddaughter grandson niece nephew friend "
    "neighbor neighbour roommate boss coworker manager supervisor landlord landlady judge attorney lawyer officer "
    "detective sergeant mr mrs ms miss dr doctor named name called is baby stepdaughter stepson stepmom stepdad kid "
    "child girl boy client patient teacher principal tia tio hermana hermano hija hijo esposa esposo sra sr senora"
)
PERSON_VERBS = _words(
    "said says told tells hit hits took takes left wants want wont won doesnt does didnt keeps kept refuses refused "
    "died filed called calls owes owe lives lived stole lied broke punched threatened texted sent borrowed started "
    "quit got gave never always just and wouldnt cant dijo quiere me her his"
)
LAW_WORDS = _words(
    "law laws court courts state dmv landlord landlords resident residents statute statutes county code police "
    "supreme department license licence tenant tenants renter renters attorney lawyer lawyers legal eviction divorce "
    "custody unemployment medicaid snap labor employer employers driver residency rules rule probate deposit "
    "apartment bar unemploymet wage small workers worker limit limits statutes agency benefits judge jail prison "
    "question here"
)
# The name and the next word are a brand, a team, a title or a dish; or the word before makes it a name.
BRAND_AFTER = _words(
    "roadhouse hilton cowboys broncos instruments slims jones pacific fried airlines market post times mutual rangers "
    "astros rockets texans bulls bears cubs celtics patriots eagles phillies lakers dodgers raiders heat dolphins "
    "marlins suns cardinals braves falcons hawks jazz pistons lions tigers browns guardians cavaliers ravens orioles "
    "saints pelicans titans predators grizzlies thunder pizza cheesesteak cheesesteaks steakhouse jack avenue ave "
    "street st road rd drive dr boulevard blvd lane ln way place cream wings barbecue bbq hotsauce hold'em holdem "
    "chainsaw fashion dressing blues wesleyan farm ham mud whiskey weekend vice knicks yankees mets giants jets nets "
    "dynamics scientific philharmonic marathon proud burger grill bakery cafe inn suites motel"
)
BRAND_BEFORE = _words(
    "hannah tony george denzel booker kerry abraham abe tiger jackie michael whitney joe hotel restaurant bank hotels "
    "lake mount mt fort university playing watching uss ss album movie song show game casino band"
)
# Towns whose names are everyday words: only together with their state.
EVERYDAY = _words(
    "reading mobile normal hurricane orange surprise enterprise liberal mission independence commerce opportunity "
    "liberty justice protection central green bell brick plum price best day need why many airport eagle golden "
    "hickory holiday converse crystal fountain badger antelope anthem apex alliance alpine bend boardman butte "
    "clearfield friendship pleasant union defiance hope media homer bath beach coalition corona cloverleaf "
    "college columbine concord cypress eden economy energy eclectic evening fate fair fairly federal field force free "
    "gas general gold gun hand happy hazard high hill home homestead house ideal imperial industry intercourse jail "
    "king kings lake lakeside large laws lead lost magna magnolia marina mentor mesquite midway moody mustang "
    "northern ocean office old pace page papillion paradise park parks peculiar pittsburg plain plantation port post "
    "power progress prosper prospect providence quality rifle river rock rush sale sales sand security severance "
    "shelter smackover social sparks speed spring star state success summit sun superior temple time trade trail "
    "triangle trouble tulip uncertain unity veteran veterans view war ward warren waters welcome west what wheeling "
    "white winner winter wish young youngstown zero bank basin bay bear bond bonds box branch broad buckeye bull burke "
    "call camp canal care case cash chance chase chief church city clean clear cold come cook cool corner country "
    "court cross custody daily deposit desk door drew early earth east excel exchange faith fort frame galt garner "
    "garden garage grand grant grace grove guide gulf hall harbor hard heart heritage hunter hunting judge jump keys "
    "land lane law liberal light line lodge long love lucky made mills moon money mountain nice noble nursing nut "
    "oil onward opp order package palm path peace piece pine place plaza point pool power premont public quick "
    "railroad ranch range ransom real red ridge right road rose round royal safety school sea seal service shell ship "
    "shop short south square stay store street strong table tax three tool top tower town trust two valley village "
    "walk wall wanted water way wild will wind wise wood woods work worth yard york bachelor ages ages accident "
    "divorce apartment rent lease eviction bliss blue bow braggs burns carefree cement chester chance darling deadwood "
    "dish dollar dress due duty earl echo embarrass experiment fairness fame fancy farmers federal fine fish flat "
    "forest four frost fry gate gateway good hammer hay hearing hopeful ink iron jet jewel joy june key last loyal "
    "luck march max may mercy miracle monday mud newborn number odd only paint parole patience pep pep pray pride "
    "promise quiet rain record relief remote request rescue rich sandwich santa scott sharp single sister smith snow "
    "social sole sound stage story sugar sunny sweet sawyer teacher tell tennis thanks tiger tip today truth tyro usher "
    "vacation virtue volt warrant wax wells wheel wing winning wolf wonder yellow zip"
)
HAPPENING = _words(
    "accident crash crashed wreck hit hurt injured injury fell slipped bitten bit arrested arrest charged cited ticket "
    "pulled stopped dui dwi owi happened happening evicted evict eviction evicting rented rent renting rental renter "
    "apartment flat lease leased landlord deposit property land condo trailer court case hearing judge filed file "
    "filing sued sue suing lawsuit warrant custody divorce divorced order job worked work works working employer boss "
    "fired hired warehouse hospital died death passed probate estate school store bought buy dealer dealership towed "
    "prison jail convicted conviction record felony misdemeanor charge charges detained custody foreclosure mortgage "
    "surgery doctor clinic married wedding tenant unit duplex townhouse house stolen robbed assaulted attacked "
    "incarcerated locked sentenced probation parole served lawyer unemployment wages paid restaurant factory lot "
    "choque accidente arrestaron detuvieron renta rento apartamento casero corte trabajo trabajé trabaje trabajaba"
)
LIVING = _words("live living reside residing stay staying based located am im here currently now vivo vivimos estoy")
NOT_MINE = _words("he she they his her their ex mom mother dad father brother sister cousin friend parents son "
                  "daughter aunt uncle company headquarters headquartered hq corporate el ella")  # fmt: skip
NOT_MINE_VERBS = _words("lives lived moved is stays stayed resides relocated living based headquartered went vive")
ORIGIN = _words("born originally grew raised used visiting vacation trip license licence plates from")
FORMER = _words("old former previous last prior ex back still left behind")
PAST_TIES = _words("landlord apartment deposit lease job employer boss place house ticket warrant company work case "
                   "court probation wages paycheck rental security")  # fmt: skip
END_OF_PHRASE = _words(". , ; : ! ? ) - and but so because since when where while if then now who which for with i my "
                       "or is was are has have had can what does do pero y")  # fmt: skip
STOPS = frozenset(".!?;")
