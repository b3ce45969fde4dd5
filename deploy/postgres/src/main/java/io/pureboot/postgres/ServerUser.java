package io.pureboot.postgres;

import com.sun.security.auth.module.UnixSystem;
import io.pureboot.postgres.PostgresRefusal.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * As whom the server runs. PostgreSQL refuses to be root, so root gives its processes away: to a user of this system when that
 * one can reach the directory, else into a user namespace of their own, where root's files are still theirs to read.
 *
 * @param prefix what stands before a command so that it runs as that user
 * @param owner who has to own the data; empty when it stays with the process's own user
 */
record ServerUser(List<String> prefix, Optional<Account> owner) {
    /** Tried in this order: the service's own user, PostgreSQL's, and the one that every system has. */
    private static final List<String> CANDIDATES = List.of("pureboot", "postgres", "nobody");

    record Account(String name, int uid, int gid) {}

    /** Leads the ways to run a program: out of the terminal's process group, so that Ctrl-C reaches PureBoot alone. */
    private static final List<String> APART = onPath("setsid") ? List.of("setsid") : List.of();

    static ServerUser choose(EmbeddedPostgresConfig config, Path postgres) throws IOException {
        int self = ownUid();
        Optional<Integer> dataOwner =
                Files.exists(config.data()) ? Optional.of(uidOf(config.data())) : Optional.empty();
        if (self != 0) {
            if (dataOwner.isPresent() && dataOwner.get() != self) {
                throw new PostgresRefusal(
                        Reason.NOT_OURS,
                        config.data() + " belongs to user " + dataOwner.get() + ", this process is user " + self
                                + ": run as that user (or as root), or give another directory with PUREBOOT_DATA_DIR");
            }
            return new ServerUser(APART, Optional.empty());
        }
        return forRoot(config, postgres, dataOwner);
    }

    private static ServerUser forRoot(EmbeddedPostgresConfig config, Path postgres, Optional<Integer> dataOwner)
            throws IOException {
        List<ServerUser> ways = new ArrayList<>();
        for (Account account : accounts()) {
            if (dataOwner.isEmpty() || dataOwner.get() == account.uid()) {
                ways.add(bySetpriv(account));
                ways.add(byRunuser(account));
            }
        }
        if (dataOwner.isEmpty() || dataOwner.get() == 0) {
            ways.add(new ServerUser(concat(APART, List.of("unshare", "-U")), Optional.empty()));
        }
        for (ServerUser way : ways) {
            if (way.reaches(postgres, config.directory())) {
                return way;
            }
        }
        throw new PostgresRefusal(
                Reason.ROOT_ONLY,
                "PostgreSQL does not run as root, and neither setpriv, runuser nor unshare -U leads from root to a user who can"
                        + " reach " + config.directory()
                        + dataOwner
                                .map(uid -> " (its data belongs to user " + uid + ")")
                                .orElse("")
                        + ": run as an ordinary user, make the directory and those above it traversable (chmod o+x), or give"
                        + " an external PostgreSQL with PUREBOOT_DB_URL");
    }

    private static ServerUser bySetpriv(Account account) {
        return new ServerUser(
                concat(
                        APART,
                        List.of(
                                "setpriv",
                                "--reuid=" + account.uid(),
                                "--regid=" + account.gid(),
                                "--clear-groups",
                                "--no-new-privs")),
                Optional.of(account));
    }

    private static ServerUser byRunuser(Account account) {
        return new ServerUser(concat(APART, List.of("runuser", "-u", account.name(), "--")), Optional.of(account));
    }

    /** Tried, not computed: groups, access lists, containers and missing programs are all in the answer. */
    private boolean reaches(Path postgres, Path directory) {
        try {
            return new ProcessBuilder(command(
                                    "sh",
                                    "-c",
                                    "test -x \"$1\" && test -x \"$2\" && test \"$(id -u)\" != 0",
                                    "sh",
                                    postgres.toString(),
                                    directory.toString()))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    List<String> command(String... words) {
        return concat(prefix, List.of(words));
    }

    /** Gives {@code path} to the server's user. */
    void own(Path path) throws IOException {
        if (owner.isPresent()) {
            Files.setAttribute(path, "unix:uid", owner.get().uid(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", owner.get().gid(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static List<Account> accounts() throws IOException {
        Path file = Path.of("/etc/passwd");
        if (!Files.isReadable(file)) {
            return List.of();
        }
        List<String[]> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length >= 4)
                .toList();
        return CANDIDATES.stream()
                .flatMap(name -> lines.stream().filter(fields -> fields[0].equals(name)))
                .map(fields -> new Account(fields[0], Integer.parseInt(fields[2]), Integer.parseInt(fields[3])))
                .toList();
    }

    private static int uidOf(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:uid");
    }

    private static int ownUid() {
        return (int) new UnixSystem().getUid();
    }

    private static boolean onPath(String program) {
        return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static List<String> concat(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
