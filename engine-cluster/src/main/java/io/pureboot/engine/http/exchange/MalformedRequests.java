package io.pureboot.engine.http.exchange;

import io.pureboot.protocol.Problem;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/** Answers bytes that are no HTTP request with a problem too. Pekko HTTP makes one by its class name. */
public final class MalformedRequests extends ParsingErrorHandler {
    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo info, LoggingAdapter log, ServerSettings settings) {
        log.info("malformed request: {}", info.formatPretty());
        Problem problem = Problems.of("malformed-request", info.summary());
        return Answers.problem(new Problem(
                problem.type(),
                problem.title(),
                status.intValue(),
                problem.code(),
                problem.detail(),
                problem.advice(),
                problem.errors()));
    }
}
