using System.Buffers;
using System.Net.Sockets;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace SegEdge.Telemetry;

/// <summary>From options to a connected client, and from a failure to words for the person who has to fix it.</summary>
internal static class MqttConnect
{
    /// <param name="will">Published by the broker, retained, when the link ends without a farewell.</param>
    /// <param name="tls">Null for a link in clear.</param>
    public static MqttClientOptions Options(MqttOptions options, DeviceIdentity identity, MqttApplicationMessage will, TlsLink? tls)
    {
        var builder = new MqttClientOptionsBuilder()
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithBroker(options.Host, options.Port)
            .WithClientId(options.ClientId is { Length: > 0 } id ? id : $"segedge-{identity.Site}-{identity.Device}")
            .WithCleanStart(false)
            .WithSessionExpiryInterval((uint)options.SessionExpiry.TotalSeconds)
            .WithKeepAlivePeriod(options.KeepAlive)
            .WithTimeout(options.ConnectTimeout)
            .WithReceiveMaximum(32)
            .WithWillTopic(will.Topic)
            .WithWillPayload(will.Payload.ToArray())
            .WithWillContentType(will.ContentType)
            .WithWillPayloadFormatIndicator(MqttPayloadFormatIndicator.CharacterData)
            .WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .WithWillRetain()
            .WithWillDelayInterval((uint)options.WillDelay.TotalSeconds);
        if (options.User is not null) builder.WithCredentials(options.User, options.Password);
        tls?.Apply(builder);
        foreach (var property in will.UserProperties) builder.WithWillUserProperty(property.Name, property.ValueBuffer);
        return builder.Build();
    }

    /// <exception cref="BrokerException">It did not work; says why and what to do.</exception>
    public static async Task<MqttClientConnectResult> ConnectAsync(
        IMqttClient client, MqttOptions options, MqttClientOptions how, TlsLink? tls, TimeProvider time, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(options.ConnectTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        MqttClientConnectResult answer;
        try
        {
            answer = await client.ConnectAsync(how, both.Token);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested) { throw; } // expected: shutdown
        // MQTTnet wraps what went wrong below in several types; all of them mean that there is no link.
        catch (Exception e)
        {
            throw new BrokerException(Explain(options, tls, e, patience.IsCancellationRequested), e);
        }

        return answer.ResultCode == MqttClientConnectResultCode.Success ? answer : throw new BrokerException(Explain(options, answer));
    }

    private static string Explain(MqttOptions options, TlsLink? tls, Exception e, bool timedOut)
    {
        var inner = e;
        while (inner.InnerException is not null) inner = inner.InnerException;
        // Nobody there, or nobody who answers, is no matter of TLS.
        if (tls is not null && !timedOut && (inner as SocketException)?.SocketErrorCode is not (SocketError.ConnectionRefused or SocketError.HostNotFound
            or SocketError.NoData or SocketError.TryAgain or SocketError.HostUnreachable or SocketError.NetworkUnreachable))
            return $"MQTT broker {options.Host}:{options.Port}: {tls.Explain(inner.Message)}; trying again.";

        var found = (inner as SocketException)?.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => "connection refused, nothing listens there",
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "the name is not known",
            _ when timedOut => $"no answer within {options.ConnectTimeout.TotalSeconds:0.#} s",
            _ => inner.Message,
        };
        return $"MQTT broker {options.Host}:{options.Port}: {found}. Expected an MQTT 5 broker. Start it, or correct "
            + $"host and port; trying again.";
    }

    private static string Explain(MqttOptions options, MqttClientConnectResult answer)
    {
        var step = answer.ResultCode switch
        {
            MqttClientConnectResultCode.BadUserNameOrPassword or MqttClientConnectResultCode.NotAuthorized =>
                $"Correct user ('{options.User ?? "none"}') and password, or allow this client in the broker",
            MqttClientConnectResultCode.UnsupportedProtocolVersion => "Expected an MQTT 5 broker; upgrade it",
            _ => "See the broker's log",
        };
        return $"MQTT broker {options.Host}:{options.Port} refused the connection with {answer.ResultCode} {answer.ReasonString}".TrimEnd()
            + $". {step}; trying again.";
    }
}
