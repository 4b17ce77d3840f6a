using System.Globalization;
using System.Text.Json;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>Lets a command through if it is signed by a pinned key, for this device, in time, and newer than the last of that key.</summary>
/// <param name="clock">Where the clock is <c>free</c> times prove nothing, and the stored counter alone decides.</param>
/// <param name="longestLife">Seconds between <c>iat</c> and <c>exp</c> at most; also of the MQTT message.</param>
public sealed class CommandGuard(
    DeviceIdentity identity, CommandKeys keys, CommandState state, Func<ClockSource> clock, TimeProvider time, TimeSpan longestLife)
{
    // Two clocks that are kept by NTP agree within a second.
    private const long SkewS = 5;
    private const long LastSecond = 253_402_300_799; // of the year 9999

    /// <summary>On return the command counts as used, also over a restart.</summary>
    /// <exception cref="CommandException">Why it must not run.</exception>
    public DeviceCommand Admit(CommandEnvelope envelope)
    {
        if (envelope.Body is null) throw new CommandException(CommandReason.TooLarge, $"The body has more than {Jws.MostBytes} bytes.");
        CheckMessage(envelope);
        var jws = Read(envelope.Body);
        if (keys.Find(jws.KeyId) is not { } key)
            throw new CommandException(CommandReason.UnknownKey, keys.Ids.Count == 0
                ? "No key may command this device: Commands:KeysFolder is empty."
                : $"No key '{jws.KeyId}' may command this device. Put its public key into Commands:KeysFolder.");
        if (!jws.IsSignedBy(key)) throw new CommandException(CommandReason.BadSignature, $"The signature is not of key '{jws.KeyId}'.");

        var claims = ReadClaims(jws.Payload);
        var here = $"{identity.Site}/{identity.Device}";
        if (claims.Aud != here) throw new CommandException(CommandReason.WrongTarget, $"The command is for another device, this is '{here}'.");
        if (claims.Cmd != envelope.Name) throw new CommandException(CommandReason.WrongTarget, $"The command is '{claims.Cmd}', its topic says '{envelope.Name}'.");
        if (WireNames.ValueOf<CommandName>(claims.Cmd) is not (var name and not CommandName.Other))
            throw new CommandException(CommandReason.UnknownCommand, $"This version knows no command '{claims.Cmd}'.");
        CheckTime(claims);
        CheckCounter(claims, jws.KeyId);
        return new(name, claims, jws.KeyId);
    }

    /// <summary>The key id that a body claims, for an answer to a command that is refused; null where none can be read.</summary>
    public static string? ClaimedKey(byte[]? body)
    {
        try { return body is null ? null : Jws.Read(body).KeyId; }
        catch (TelemetryFormatException) { return null; } // expected: that is why it is refused
    }

    private void CheckMessage(CommandEnvelope envelope)
    {
        if (envelope.ContentType != ContentTypes.Jose)
            throw new CommandException(CommandReason.BadMessage, $"The content type is not '{ContentTypes.Jose}'.");
        if (envelope.Retained)
            throw new CommandException(CommandReason.BadMessage, "The message was retained: a command must not wait for whoever comes. Clear it.");
        if (envelope.ExpiryS is not { } expiry || expiry > longestLife.TotalSeconds)
            throw new CommandException(CommandReason.BadMessage,
                $"The message expires after {envelope.ExpiryS?.ToString(CultureInfo.InvariantCulture) ?? "no"} seconds, expected 1 to {longestLife.TotalSeconds:0}.");
    }

    private static Jws Read(byte[] body)
    {
        try { return Jws.Read(body); }
        catch (TelemetryFormatException e) { throw new CommandException(CommandReason.Malformed, e.Message, e); }
    }

    /// <exception cref="CommandException">They cannot be read.</exception>
    internal static CommandClaims ReadClaims(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var document = Jws.Parse(payload, "payload");
            var claims = document.Deserialize(TelemetryJson.Default.CommandClaims) ?? throw new JsonException("Found null.");
            if (!Topics.IsId(claims.Jti)) throw new JsonException("'jti' is no id.");
            if (claims.Iat is < 0 or > LastSecond || claims.Exp is < 0 or > LastSecond) throw new JsonException("'iat' and 'exp' are seconds since 1970.");
            if (claims.Ctr < 1) throw new JsonException("'ctr' counts from 1.");
            return claims;
        }
        catch (Exception e) when (e is JsonException or TelemetryFormatException)
        {
            throw new CommandException(CommandReason.Malformed, $"The claims cannot be read: {e.Message} See cmd.schema.json.", e);
        }
    }

    private void CheckTime(CommandClaims claims)
    {
        if (claims.Exp < claims.Iat || claims.Exp - claims.Iat > longestLife.TotalSeconds)
            throw new CommandException(CommandReason.Expired, $"'exp' is {claims.Exp - claims.Iat} s after 'iat', expected 0 to {longestLife.TotalSeconds:0}.");
        if (clock() == ClockSource.Free)
        {
            if (!state.IsDurable)
                throw new CommandException(CommandReason.Unguarded, "The clock is not set and the counters are in memory only, so an old command cannot be "
                    + "told from a new one. Set Outbox:Folder, or wait for the clock.");
            return;
        }

        var now = time.GetUtcNow().ToUnixTimeSeconds();
        if (now > claims.Exp)
            throw new CommandException(CommandReason.Expired, $"The command was valid until {Utc(claims.Exp)}, it is {Utc(now)}. Send it again; check both clocks.");
        if (claims.Iat > now + SkewS)
            throw new CommandException(CommandReason.Expired, $"The command is valid from {Utc(claims.Iat)}, it is {Utc(now)}. Check both clocks.");
    }

    private void CheckCounter(CommandClaims claims, string keyId)
    {
        if (state.Damage is { } damage) throw new CommandException(CommandReason.Unguarded, damage);
        if (claims.Ctr <= state.LastCounter(keyId))
            throw new CommandException(CommandReason.Replayed, $"The counter is {claims.Ctr}, the last one of key '{keyId}' was {state.LastCounter(keyId)}.");
        try { state.Count(keyId, claims.Ctr); }
        catch (IOException e)
        {
            throw new CommandException(CommandReason.Unguarded, $"The counter cannot be stored, so the command could run twice: {e.Message}", e);
        }
    }

    private static string Utc(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
