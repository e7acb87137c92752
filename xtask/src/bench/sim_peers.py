"""The models of `cargo xtask bench sim` in SimPy and in Ciw: prints requests a second."""

import random
import sys
import time


def with_simpy(stations, servers, rate, patience, jobs):
    import simpy

    env = simpy.Environment()
    line = [simpy.Resource(env, servers) for _ in range(stations)]
    draw = random.Random(1).expovariate

    over, left = env.event(), jobs

    def job():
        for station in line:
            with station.request() as turn:
                yield turn
                yield env.timeout(draw(1.0))

    def patient():
        nonlocal left
        yield env.process(job()) | env.timeout(patience)
        left -= 1
        if left == 0:
            over.succeed()

    def users():
        for _ in range(jobs):
            yield env.timeout(draw(rate))
            env.process(patient() if patience else job())

    env.process(users())
    # Timeouts that nobody waits for any more stay in the heap.
    env.run(until=over if patience else None)
    return jobs


def with_ciw(stations, servers, rate, patience, jobs):
    import ciw

    if patience:
        raise SystemExit("customers that are served do not lose their patience")

    nothing = [None] * (stations - 1)
    route = [[1.0 if to == at + 1 else 0.0 for to in range(stations)] for at in range(stations)]
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=rate)] + nothing,
        service_distributions=[ciw.dists.Exponential(rate=1.0) for _ in range(stations)],
        number_of_servers=[servers] * stations,
        routing=route,
    )
    ciw.seed(1)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(jobs / rate)
    return sum(1 for record in simulation.get_all_records() if record.node == stations)


shape = (int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), float(sys.argv[5]))
jobs = 100_000 // shape[0]
speeds = []
for _ in range(3):
    start = time.perf_counter()
    done = {"simpy": with_simpy, "ciw": with_ciw}[sys.argv[1]](*shape, jobs)
    speeds.append(done / (time.perf_counter() - start))
print(sorted(speeds)[1])
