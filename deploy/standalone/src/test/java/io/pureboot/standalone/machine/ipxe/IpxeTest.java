package io.pureboot.standalone.machine.ipxe;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class IpxeTest {
    private static final String FIRST = "http://edge/boot.ipxe";

    private final Variables variables = new Variables();
    private final FilesInMemory network = new FilesInMemory();
    private final List<String> console = new ArrayList<>();
    private boolean diskBoots;

    @Test
    void wordsAreSplitFirstAndExpandedAfter() throws InterruptedException {
        variables.set("product", "two words");
        run("echo [${product}] [${nothing}] ${product:uristring}", "set a ${product} ${nothing} end", "echo ${a}");
        assertThat(console).containsExactly("[two words] [] two%20words", "two words  end");
    }

    @Test
    void addressesHaveTheFormatsThatAreAskedFor() throws InterruptedException {
        variables.setMac("net0/mac", "52:54:00:ab:cd:ef");
        run("echo ${mac} ${net0/mac:hexhyp} ${netX/mac:hexraw} ${net0/mac:base64}");
        assertThat(console).containsExactly("52:54:00:ab:cd:ef 52-54-00-ab-cd-ef 525400abcdef UlQAq83v");
    }

    @Test
    void innerReferencesAreExpandedFirst() throws InterruptedException {
        run("set idx:int32 1", "set name-1 found", "echo ${name-${idx}}");
        assertThat(console).containsExactly("found");
    }

    @Test
    void aLineThatFailsEndsItsScriptUnlessOrFollows() throws InterruptedException {
        assertThat(run("isset ${nothing} ||", "echo on", "isset ${nothing}", "echo never"))
                .isEqualTo(new BootResult.NextDevice(1));
        assertThat(console).containsExactly("on");
    }

    @Test
    void andOrAndSemicolonGoByTheLastStatus() throws InterruptedException {
        run(
                "iseq a a && echo 1 || echo 2",
                "iseq a b && echo 3 || echo 4",
                "iseq a b && echo 5 ; echo 6",
                "iseq a b || iseq a a && echo 7",
                "echo 8 # echo 9");
        assertThat(console).containsExactly("1", "4", "6", "7", "8");
    }

    @Test
    void countsAndJumpsUntilItIsEnough() throws InterruptedException {
        run(
                "set tries:int32 0",
                ":again",
                "inc tries",
                "iseq ${tries} 3 && goto enough ||",
                "echo ${tries}",
                "goto again",
                "echo never",
                ":enough",
                "echo enough");
        assertThat(console).containsExactly("1", "2", "enough");
    }

    @Test
    void whatFollowsAJumpOnItsLineIsNotRun() throws InterruptedException {
        run("goto there || echo never", ":there", "echo there");
        assertThat(console).containsExactly("there");
    }

    @Test
    void aChildsExitStatusIsThatOfItsChain() throws InterruptedException {
        network.with("http://edge/child", "#!ipxe\nset left 1\nexit 3\necho never\n");
        run("chain child && echo good || echo bad ${left}", "echo goes on");
        assertThat(console).containsExactly("bad 1", "goes on");
    }

    @Test
    void chainReplaceTakesTheChildsPlaceAndItsStatusGoesToTheParent() throws InterruptedException {
        network.with("http://edge/a", "#!ipxe\nchain --replace --autofree b || goto a\necho never\n")
                .with("http://edge/b", "#!ipxe\nexit 1\n");
        run("chain a && echo good || echo bad");
        assertThat(console).containsExactly("bad");
    }

    @Test
    void aThousandReplacementsDoNotGrowTheStack() throws InterruptedException {
        network.with("http://edge/a", "#!ipxe\ninc n\niseq ${n} 5000 && exit 0 ||\nchain --replace a\n");
        run("chain a && echo ${n}");
        assertThat(console).containsExactly("5000");
    }

    @Test
    void loadsAndBootsAKernelWithItsArgumentsAndNames() throws InterruptedException {
        network.with("http://edge/vmlinuz", "kernel")
                .with("http://edge/x/i.img", "one")
                .with("http://edge/two", "two");
        BootResult result = run(
                "set mac 1",
                "kernel --timeout 1000 vmlinuz --quiet root=${mac} initrd=a.img",
                "initrd --name a.img x/i.img",
                "initrd two",
                "boot || echo failed",
                "echo never");
        assertThat(result).isInstanceOfSatisfying(BootResult.Kernel.class, kernel -> {
            assertThat(kernel.kernel().name()).isEqualTo("vmlinuz");
            assertThat(kernel.kernel().arguments()).isEqualTo("--quiet root=1 initrd=a.img");
            assertThat(kernel.initrds()).extracting(BootResult.Image::name).containsExactly("a.img", "two");
        });
        assertThat(console).isEmpty();
    }

    @Test
    void imgfreeForgetsWhatWasLoaded() throws InterruptedException {
        network.with("http://edge/vmlinuz", "kernel");
        assertThat(run("kernel vmlinuz", "imgfree", "boot || exit 7")).isEqualTo(new BootResult.NextDevice(7));
    }

    @Test
    void bootsItsDiskOnlyWhenThatBoots() throws InterruptedException {
        assertThat(run("sanboot --no-describe --drive 0x80 || echo no", "exit 1"))
                .isEqualTo(new BootResult.NextDevice(1));
        assertThat(console).containsExactly("sanboot: the disk holds nothing that boots", "no");
        diskBoots = true;
        assertThat(run("sanboot --no-describe --drive 0x80")).isEqualTo(new BootResult.Disk());
    }

    @Test
    void anOldIpxeHasNoParams() throws InterruptedException {
        run("params || goto get_fallback", "echo never", ":get_fallback", "echo get");
        assertThat(console).containsExactly("params: command not found", "get");
    }

    @Test
    void sixtyFourBitsAreAskedOfTheProcessor() throws InterruptedException {
        variables.set("buildarch", "i386");
        run("iseq ${buildarch} i386 && cpuid --ext 29 && set arch x86_64 ||", "echo ${arch}");
        assertThat(console).containsExactly("x86_64");
    }

    @Test
    void scriptsThatRunInCirclesEnd() throws InterruptedException {
        assertThat(run(":a", "goto a")).isEqualTo(new BootResult.NextDevice(1));
        assertThat(console).containsExactly("the scripts run in circles");
    }

    private BootResult run(String... lines) throws InterruptedException {
        network.with(FIRST, List.of(lines).stream().collect(Collectors.joining("\n", "#!ipxe\n", "\n")));
        return new Ipxe(variables, network, () -> diskBoots, console::add).boot(URI.create(FIRST));
    }
}
