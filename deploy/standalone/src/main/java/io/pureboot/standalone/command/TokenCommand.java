package io.pureboot.standalone.command;

import io.pureboot.standalone.server.Settings;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code token}: what a client would use. */
@Command(
        name = "token",
        description =
                "Prints the token that the other commands use, for curl: -H \"Authorization: Bearer $$(./pureboot token)\".")
public final class TokenCommand implements Callable<Integer> {
    @Mixin
    private ClientOptions client = new ClientOptions();

    @Override
    public Integer call() throws IOException {
        Settings settings = client.settings();
        System.out.println(ClientOptions.token(settings));
        return 0;
    }
}
