"""What one compile costs the machine that builds, beside stock distcc on the same files and the same volunteers.

Counted is user and system time of everything on the client's side: make, the shims and compilers, the coordinator, and
`distmake run` itself. cost.py says how. The volunteer is no child of it and is not counted; it answers at once.
"""

import os
import subprocess

from cost import alternate, cost, median
from volunteers import replay

UNITS = 60
ROUNDS = 3
JOBS = 8
GOAL = 1.0
MACROS_GOAL = 0.75
PUMP_GOAL = 0.08
ADDRESS = "127.0.0.2"
FLAGS = "-O2 -g -std=c++17"

HEADERS = """
algorithm any array atomic bitset charconv chrono codecvt complex condition_variable deque exception filesystem
forward_list fstream functional future initializer_list iomanip iostream iterator limits list locale map memory mutex
numeric optional queue random ratio regex scoped_allocator set shared_mutex sstream stack stdexcept string string_view
system_error thread tuple type_traits typeindex unordered_map unordered_set utility valarray variant vector
""".split()

BODY = """
struct Row{number} {{
    std::string name;
    std::map<std::string, std::vector<double>> columns;
    std::unordered_map<int, std::shared_ptr<Row{number}>> children;
}};

std::vector<std::string> words{number}(const std::string &text) {{
    std::istringstream stream(text);
    std::vector<std::string> found((std::istream_iterator<std::string>(stream)), std::istream_iterator<std::string>());
    std::sort(found.begin(), found.end());
    return found;
}}

double sum{number}(const Row{number} &row) {{
    double sum = {number};
    for (auto &column : row.columns) sum += std::accumulate(column.second.begin(), column.second.end(), 0.0);
    for (auto &child : row.children) sum += sum{number}(*child.second);
    std::ostringstream text;
    text << std::setprecision(3) << row.name << sum;
    return std::stod(text.str());
}}
"""

MAKEFILE = """\
objects := $(patsubst %.cc,%.o,$(wildcard *.cc))
all: $(objects)
%.o: %.cc
\t@$(COMPILER) {flags} -c $< -o $@
"""


def measure(setting, table):
    _compare(
        setting, table,
        [
            ("plain", "", {"DISTMAKE_COMPRESSION": 0, "DISTMAKE_DIRECTIVES_ONLY": 0}, GOAL),
            ("plain, macros kept", "", {"DISTMAKE_COMPRESSION": 0, "DISTMAKE_DIRECTIVES_ONLY": 1}, MACROS_GOAL),
            ("plain, by itself", "", {}, MACROS_GOAL),
            ("lzo", ",lzo", {"DISTMAKE_DIRECTIVES_ONLY": 0}, GOAL),
        ],
    )


def measure_pump(setting, table):
    """distcc's own pump mode does not work with Python as it is now; the peer is its plain mode."""
    _compare(setting, table, [("cpp,lzo", ",cpp,lzo", {}, PUMP_GOAL)])


def _compare(setting, table, cases):
    directory = _sources(setting)
    example = os.path.join(setting.work, "example.o")
    depfile = os.path.join(setting.work, "example.d")
    compile = ["g++", *FLAGS.split(), "-MD", "-MF", depfile, "-c", "unit0.cc", "-o", example]
    subprocess.run(compile, cwd=directory, check=True)
    with replay(setting, ADDRESS, example, depfile) as name:
        for title, option, variables, goal in cases:
            summaries = []
            sides = [
                lambda: _distmake(setting, directory, f"{name}/{JOBS}{option}", summaries, variables),
                lambda: _build(
                    setting, directory, f"{name}/{JOBS}" + (",lzo" if option == ",lzo" else ""),
                    ["make", "COMPILER=distcc g++"],
                ),
            ]
            results = alternate(sides, ROUNDS)
            _check_all_were_remote(summaries)
            ours, peer = ([one.cpu * 1000 / UNITS for one in side] for side in results)
            table.ratio(f"client CPU per C++ compile, {title}", median(ours), median(peer), "ms", goal)


def _sources(setting):
    directory = setting.directory("units")
    for number in range(UNITS):
        with open(os.path.join(directory, f"unit{number}.cc"), "w") as source:
            source.write("".join(f"#include <{header}>\n" for header in HEADERS))
            source.write(BODY.format(number=number))
    with open(os.path.join(directory, "Makefile"), "w") as makefile:
        makefile.write(MAKEFILE.format(flags=FLAGS))
    return directory


def _distmake(setting, directory, hosts, summaries, variables={}):
    result = _build(
        setting, directory, hosts, [str(setting.distmake), "run", "--", "make", "COMPILER=g++"], variables
    )
    with open(_log(setting), errors="replace") as summary:
        summaries.append(summary.read())
    return result


def _build(setting, directory, hosts, command, variables={}):
    for name in os.listdir(directory):
        if name.endswith(".o"):
            os.unlink(os.path.join(directory, name))
    names = " ".join(host.split("/")[0] for host in hosts.split())
    environment = setting.environment(
        DISTMAKE_ACCEPT_TOOLCHAIN=names, DISTCC_HOSTS=hosts, MAKEFLAGS=f"-s -j{JOBS}", **variables
    )
    if command[0] == "make":
        environment["DISTCC_FALLBACK"] = "0"
    return cost(command, environment=environment, directory=directory, log=_log(setting))


def _check_all_were_remote(summaries):
    """A compile done here would be counted as if it were the price of sending it. distcc is told to fail instead; of
    distmake the summaries say what it did."""
    for summary in summaries:
        if f"{UNITS} remote" not in summary:
            raise SystemExit(f"Benchmarks: not all of {UNITS} compiles went to the volunteers:\n{summary}")


def _log(setting):
    return os.path.join(setting.work, "client.log")
