//! The codes, in one list. A code is never reused for another meaning; its sentences stand in `src/words/`.

use std::fmt;

/// A stable name of one kind of finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(&'static str);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        $($(#[$doc])* pub const $name: Code = Code($code);)*

        /// Every code there is.
        pub const ALL: &[Code] = &[$($name),*];
    };
}

codes! {
    // 0xx: the run itself
    /// A file could not be read.
    UNREADABLE = "LS001";
    /// A text file is not UTF-8.
    NOT_UTF8 = "LS002";
    /// Nothing to publish.
    NO_CONTENT = "LS003";
    /// A command-line argument is wrong.
    BAD_ARGUMENT = "LS004";
    /// A site's folder that is not there.
    NO_FOLDER = "LS005";
    /// A file that is no key to sign with.
    SIGNING_KEY = "LS006";
    // 1xx: headers and settings
    /// A key that the schema does not have.
    UNKNOWN_KEY = "LS101";
    /// A required key is missing.
    MISSING_KEY = "LS102";
    /// A value of the wrong type.
    WRONG_TYPE = "LS103";
    /// No such date.
    WRONG_DATE = "LS104";
    /// TOML or YAML that does not parse.
    BAD_SYNTAX = "LS105";
    /// A header that is opened and never closed.
    UNCLOSED_HEADER = "LS106";
    /// A word outside the allowed list.
    UNKNOWN_VALUE = "LS107";
    /// A share above 100 %.
    SHARE_OVER_100 = "LS108";
    /// Two entries with one id.
    DUPLICATE_ID = "LS109";
    /// A code of no administrative unit.
    UNKNOWN_UNIT = "LS110";
    /// A text that may not be empty.
    EMPTY_TEXT = "LS111";
    /// A date that contradicts another.
    DATE_ORDER = "LS112";
    /// A number outside its range.
    OUT_OF_RANGE = "LS113";
    /// The same key twice in one table.
    DUPLICATE_KEY = "LS114";
    /// A page without a header.
    NO_HEADER = "LS115";
    /// A share that its own base contradicts.
    BASE_CONTRADICTS = "LS130";
    /// Parts of a base that are more than the whole.
    PARTS_OVER_BASE = "LS131";
    /// A number that no criterion can have.
    UNKNOWN_CRITERION = "LS132";
    /// A topic of promises that no page has.
    UNKNOWN_TOPIC = "LS133";
    /// A reference to a plan that is none.
    UNKNOWN_PLAN = "LS134";
    /// A target, solution or pilot that its plan does not have.
    UNKNOWN_PLAN_ITEM = "LS135";
    /// A dataset that the manifest does not have.
    UNKNOWN_DATASET = "LS136";
    /// A criterion or indicator that its set does not have.
    CRITERION_NOT_IN_SET = "LS137";
    // 2xx: addresses, links, files beside pages
    /// An internal link to no page.
    BROKEN_LINK = "LS201";
    /// An internal link to no heading of its page.
    BROKEN_ANCHOR = "LS202";
    /// Two sources for one address.
    DUPLICATE_ADDRESS = "LS203";
    /// A file or picture that is not there.
    MISSING_FILE = "LS204";
    /// A picture without alternative text.
    MISSING_ALT = "LS205";
    /// A link with a scheme that could run code.
    UNSAFE_LINK = "LS206";
    /// A path that would leave the site.
    UNSAFE_PATH = "LS207";
    /// A picture that can't be read, or not to its end.
    BROKEN_PICTURE = "LS210";
    /// A picture whose name says another format.
    MISNAMED_PICTURE = "LS211";
    /// A picture of more pixels than any should have.
    HUGE_PICTURE = "LS212";
    /// A picture in a format that browsers don't show.
    UNSHOWN_PICTURE = "LS213";
    /// A picture that is published as it is and tells where it was taken.
    PICTURE_TELLS_PLACE = "LS214";
    // 3xx: data
    /// A data file without a manifest entry.
    UNDECLARED_FILE = "LS301";
    /// JSON that does not parse.
    BROKEN_JSON = "LS302";
    /// JSON that is no GeoJSON.
    NOT_GEOJSON = "LS303";
    /// A ring whose last point is not its first.
    UNCLOSED_RING = "LS304";
    /// A ring of fewer than four points.
    SHORT_RING = "LS305";
    /// A coordinate outside the world.
    BAD_COORDINATE = "LS306";
    /// Latitude and longitude in the wrong order.
    SWAPPED_AXES = "LS307";
    /// A feature without a place.
    NULL_GEOMETRY = "LS308";
    /// A geometry that the map can't hold.
    UNSUPPORTED_GEOMETRY = "LS309";
    /// Rings wound the wrong way; turned.
    WRONG_WINDING = "LS310";
    /// Two rows with one key.
    DUPLICATE_ROW = "LS311";
    /// A column that the file does not have.
    UNKNOWN_COLUMN = "LS312";
    /// A CSV row with too many or too few cells.
    RAGGED_ROW = "LS313";
    /// A national view without the archipelagos.
    MISSING_ARCHIPELAGO = "LS314";
    /// Features that did not fit into a tile.
    DROPPED_FEATURES = "LS315";
    /// A commune whose province is in no layer.
    UNKNOWN_PROVINCE = "LS316";
    /// A format that is not read yet.
    UNSUPPORTED_FORMAT = "LS317";
    /// A geometry whose coordinates do not fit its type.
    BAD_GEOMETRY = "LS318";
    /// Coordinates of a projection, in metres.
    NOT_DEGREES = "LS319";
    /// A ring that crosses itself.
    SELF_CROSSING = "LS320";
    /// Metres of a system that nobody names.
    UNDECLARED_METRES = "LS321";
    /// A system that is declared in a doubtful way.
    DOUBTFUL_CRS = "LS322";
    /// A system that is not known.
    UNKNOWN_CRS = "LS323";
    /// Columns in legacy text that were converted.
    RECODED = "LS324";
    /// A file that can't be read, or not to its end.
    BROKEN_FILE = "LS325";
    /// Rows or cells of a file that are out of the ordinary.
    ODD_ROWS = "LS326";
    /// A file that its own program has to export.
    NEEDS_EXPORT = "LS327";
    /// A file that belongs to another one is not there.
    MISSING_SIBLING = "LS328";
    /// A file locked with a password.
    ENCRYPTED = "LS329";
    /// A file with several layers, and nobody says which one is meant.
    SEVERAL_LAYERS = "LS330";
    /// A layer that the file does not have.
    UNKNOWN_LAYER = "LS331";
    /// A cell that is not what its column holds.
    BAD_CELL = "LS332";
    /// Rows of a joined table, or of the layer, that found no partner.
    UNMATCHED_ROWS = "LS333";
    /// Borders that cross each other.
    CROSSING_BORDERS = "LS334";
    /// A hole that lies outside of its polygon; left out.
    HOLE_OUTSIDE = "LS335";
    /// Positions given twice in a row; one of each dropped.
    REPEATED_POSITIONS = "LS336";
    /// A ring so tangled that it can't be mended.
    TANGLED_RING = "LS337";
    /// A system of metres, and positions in degrees.
    CRS_AGAINST_POSITIONS = "LS339";
    /// Text that is not Unicode, in an encoding that can only be guessed.
    UNSURE_TEXT = "LS338";
    /// Ground between the areas of a layer that none of them covers.
    GAPS = "LS340";
    /// Ground that two areas of a layer cover.
    OVERLAPS = "LS341";
    /// Points at 0, 0.
    NULL_ISLAND = "LS342";
    /// Features abroad in a layer that lies in the country.
    ABROAD = "LS343";
    /// A property that a feature has twice.
    REPEATED_KEY = "LS344";
    /// A successor that is no unit.
    UNKNOWN_SUCCESSOR = "LS350";
    /// Former units that lead to themselves.
    SUCCESSOR_CYCLE = "LS351";
    /// A unit whose last day lies before its first.
    PERIOD_REVERSED = "LS352";
    /// Two units with one code at the same time.
    PERIODS_OVERLAP = "LS353";
    /// Rows about one former unit that contradict each other.
    CONTRADICTORY_UNIT = "LS354";
    /// Rows of former units that were led to the unit of today.
    LED_THROUGH_HISTORY = "LS355";
    /// Rows of former units that can't be led to one unit of today.
    NOT_LED_THROUGH_HISTORY = "LS356";
    /// Rows whose codes or names mean one unit today and another before, and nobody says which is meant.
    CODES_OF_TWO_TIMES = "LS357";
    /// A figure for a target that no plan has.
    UNKNOWN_TARGET = "LS360";
    /// Two figures for one target and day.
    DUPLICATE_FIGURE = "LS361";
    /// A share in a table that is below 0 or above 100 %.
    FIGURE_OUT_OF_RANGE = "LS362";
    /// A cell that may not be empty.
    EMPTY_CELL = "LS363";
    /// A table of a service without a column that every such table has.
    SERVICE_WITHOUT_COLUMN = "LS370";
    /// Something was confirmed on a day that is still to come.
    CONFIRMED_LATER = "LS371";
    /// A figure in a table of a service that can't be.
    SERVICE_OUT_OF_RANGE = "LS372";
    /// A code of a growing area that is written as few are.
    UNUSUAL_AREA_CODE = "LS373";
    /// An address on the web that a browser would take for a page of the portal.
    LINK_WITHOUT_SCHEME = "LS374";
    /// A list of changes that `langso release` did not write.
    RELEASE_UNREADABLE = "LS380";
    /// The edition kept by the last release can't be read.
    KEPT_EDITION_UNREADABLE = "LS381";
    /// A phone number on a page without the word that who answers it agreed.
    PAGE_PHONE_WITHOUT_CONSENT = "LS385";
    /// A route's file is missing or holds no line.
    ROUTE_WITHOUT_LINE = "LS386";
    /// A day of the year that is none.
    NO_DAY_OF_YEAR = "LS387";
    /// A page says that it was confirmed on a day to come.
    PAGE_CONFIRMED_LATER = "LS388";
    /// A product's id that can't stand in an address.
    BAD_PRODUCT_ID = "LS390";
    /// A group that OCOP does not have.
    UNKNOWN_PRODUCT_GROUP = "LS391";
    /// A decision of a day that is still to come.
    DECIDED_LATER = "LS392";
    /// A star that is told without its decision or its end.
    STAR_WITHOUT_DECISION = "LS393";
    /// A cell that names no months.
    BAD_MONTHS = "LS394";
    /// A number that is no GTIN.
    BAD_GTIN = "LS395";
    /// An end before the beginning: of a decision's time, or of a range of prices.
    ENDS_BEFORE = "LS396";
    /// A phone that nobody agreed to publish.
    PHONE_WITHOUT_CONSENT = "LS397";
    /// A page about a product that no table has, or that another page is about.
    UNKNOWN_PRODUCT = "LS398";
    /// A number of a trade item that two products bear.
    GTIN_TWICE = "LS399";
    // 4xx: theme
    /// A template that does not parse.
    TEMPLATE_SYNTAX = "LS401";
    /// A template that fails on a page.
    TEMPLATE_FAILED = "LS402";
    /// A template that is not in the theme.
    TEMPLATE_MISSING = "LS403";
    /// A style sheet refers to a file that the theme does not have.
    ASSET_MISSING = "LS404";
    /// A theme that is neither built in nor in `themes/`.
    THEME_MISSING = "LS405";
    // 5xx: publishing
    /// A file could not be written.
    UNWRITABLE = "LS501";
    /// The output folder holds something that Làng Số did not make.
    FOREIGN_OUTPUT = "LS502";
    /// Another build is writing to this output folder.
    LOCKED = "LS503";
    /// The port is taken.
    PORT_TAKEN = "LS504";
    // 6xx: criteria, results, persons, weight
    /// A cell of a criteria set that is not what its column holds.
    BAD_CRITERION_CELL = "LS601";
    /// A number such as 17.10 that a spreadsheet made 17.1.
    LOST_ZERO = "LS602";
    /// A number such as 8.4 that a spreadsheet made 8 April.
    NUMBER_BECAME_DATE = "LS603";
    /// A criterion or indicator given twice.
    DUPLICATE_INDICATOR = "LS604";
    /// An indicator that its set does not have.
    UNKNOWN_INDICATOR = "LS605";
    /// A set that is not declared.
    UNKNOWN_FRAMEWORK = "LS606";
    /// A table of results without any column for an indicator.
    NO_INDICATORS = "LS607";
    /// A result for a unit that is not there.
    RESULT_WITHOUT_UNIT = "LS608";
    /// A row with results that names no unit.
    ROW_WITHOUT_UNIT = "LS609";
    /// A result without a date, or with one that can't be read.
    RESULT_WITHOUT_DATE = "LS610";
    /// A cell that is neither a figure nor words for a result.
    BAD_RESULT = "LS611";
    /// A result below nothing.
    NEGATIVE_RESULT = "LS612";
    /// A share of more than the whole.
    RESULT_OVER_100 = "LS613";
    /// Two results for one unit, indicator and date that differ.
    RESULTS_DIFFER = "LS614";
    /// Shares that a workbook keeps as parts of one.
    SHARES_AS_PARTS = "LS615";
    /// A verdict that its figure contradicts.
    VERDICT_AGAINST_FIGURE = "LS616";
    /// A number of a person in a published table.
    PERSONAL_NUMBER = "LS620";
    /// A number of a person in the words that prove a result.
    PERSONAL_EVIDENCE = "LS621";
    /// A layer of another host that nobody looked at for Hoàng Sa and Trường Sa.
    OUTSIDE_UNCHECKED = "LS660";
    /// An address of an outside layer that its kind can't have.
    OUTSIDE_ADDRESS = "LS661";
    /// A sign of a layer that the theme has no drawing for.
    UNKNOWN_ICON = "LS662";
    /// A page that costs a first visitor more than its kind may.
    OVER_FIRST_BUDGET = "LS630";
    /// A page that alone costs more than its kind may.
    OVER_NEXT_BUDGET = "LS631";
    /// A budget for a kind that no page has.
    UNUSED_BUDGET = "LS632";
    /// A font for pictures that can't be read.
    CARD_FONT = "LS640";
    /// A photo of a tour that is not twice as wide as high.
    SCENE_SHAPE = "LS641";
    /// A way to a scene that the tour does not have.
    SCENE_UNKNOWN = "LS642";
    /// A scene to which no way leads.
    SCENE_UNREACHED = "LS643";
    /// A way whose direction nothing tells.
    SCENE_WITHOUT_HEADING = "LS644";
    /// A scene's photo without a description.
    SCENE_WITHOUT_ALT = "LS645";
    // 65x: what a browser would run
    /// A drawing that holds code, other pages or addresses of other hosts.
    ACTIVE_DRAWING = "LS650";
    /// A file beside a page that is a page of its own.
    FOREIGN_PAGE = "LS651";
    /// A picture of another host.
    FOREIGN_PICTURE = "LS652";
}
