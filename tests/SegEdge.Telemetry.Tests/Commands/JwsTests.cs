using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace SegEdge.Telemetry.Tests.Commands;

public sealed class JwsTests : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static TheoryData<string> Headers =>
    [
        """{"alg":"none","kid":"k"}""",
        """{"alg":"HS256","kid":"k"}""",
        """{"alg":"ES384","kid":"k"}""",
        """{"alg":"es256","kid":"k"}""",
        """{"kid":"k"}""",
        """{"alg":"ES256"}""",
        """{"alg":"ES256","kid":""}""",
        """{"alg":"ES256","kid":"a/b"}""",
        """{"alg":"ES256","kid":7}""",
        """{"alg":"ES256","kid":"k","jwk":{"kty":"EC"}}""",
        """{"alg":"ES256","kid":"k","jku":"https://example.com"}""",
        """{"alg":"ES256","kid":"k","x5u":"https://example.com"}""",
        """{"alg":"ES256","kid":"k","x5c":["AA"]}""",
        """{"alg":"ES256","kid":"k","crit":["exp"]}""",
        """{"alg":"ES256","kid":"k","b64":false}""",
        """{"alg":"none","alg":"ES256","kid":"k"}""", // which of them counts is a matter of taste
        """{"alg":"ES256","kid":"k","kid":"l"}""",
        """["ES256","k"]""",
        "\"ES256\"",
        "",
        "{",
    ];

    [Fact]
    public void WhatIsSigned_IsRead_AndIsOfThatKeyOnly()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var jws = Jws.Read(Jws.Sign(_key, "hub-1", "{\"a\":1}"u8));
        Assert.Equal(("hub-1", "{\"a\":1}"), (jws.KeyId, Encoding.UTF8.GetString(jws.Payload.Span)));
        Assert.True(jws.IsSignedBy(_key));
        Assert.False(jws.IsSignedBy(other));
    }

    [Fact]
    public void AnotherImplementation_ReadsOurs_AndWeReadIts()
    {
        var ours = Encoding.ASCII.GetString(Jws.Sign(_key, "hub-1", "{\"a\":1}"u8));
        Assert.Equal("{\"a\":1}", Jose.JWT.Decode(ours, _key, Jose.JwsAlgorithm.ES256));
        var its = Jose.JWT.Encode("{\"a\":2}", _key, Jose.JwsAlgorithm.ES256, new Dictionary<string, object> { ["kid"] = "hub-1", ["typ"] = "JWT" });
        var jws = Jws.Read(Encoding.ASCII.GetBytes(its));
        Assert.True(jws.IsSignedBy(_key));
        Assert.Equal("{\"a\":2}", Encoding.UTF8.GetString(jws.Payload.Span));
    }

    [Fact]
    public void WhenAnyBitIsChanged_ItIsRefused_OrNotOfThatKey()
    {
        var good = Jws.Sign(_key, "hub-1", "{\"a\":1}"u8);
        for (var at = 0; at < good.Length * 8; at++)
        {
            var bad = good.ToArray();
            bad[at / 8] ^= (byte)(1 << at % 8);
            try { Assert.False(Jws.Read(bad) is { KeyId: "hub-1" } jws && jws.IsSignedBy(_key), $"bit {at}"); }
            catch (TelemetryFormatException) { } // refused at the door
        }
    }

    [Theory, MemberData(nameof(Headers))]
    public void WhenTheHeaderIsAnythingElse_ItIsRefused_ThoughItsSignatureIsGood(string header)
    {
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString("{}"u8)}";
        var signature = _key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256);
        Assert.Throws<TelemetryFormatException>(() => Jws.Read(Encoding.ASCII.GetBytes($"{signed}.{Base64Url.EncodeToString(signature)}")));
    }

    [Theory]
    [InlineData("7BA16C67223A224553323536222C226B6964223A226875622D31227D")] // a name that is no UTF-8
    [InlineData("7B22616C67223A224553323536222C226B6964223A225C7564383030227D")] // a key id that is half a surrogate pair
    [InlineData("7B225C7564383030223A312C22616C67223A224553323536222C226B6964223A226B227D")] // a name that is half a surrogate pair
    public void WhenTheHeaderIsNoText_ItIsRefused(string header) => Assert.Throws<TelemetryFormatException>(() =>
        Jws.Read(Encoding.ASCII.GetBytes($"{Base64Url.EncodeToString(Convert.FromHexString(header))}.{Base64Url.EncodeToString("{}"u8)}.{Base64Url.EncodeToString(new byte[64])}")));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("...")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    public void WhenItHasNotThreeParts_ItIsRefused(string text) => Assert.Throws<TelemetryFormatException>(() => Jws.Read(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void WhenAPartIsWrittenInAnotherWay_ItIsRefused()
    {
        var parts = Encoding.ASCII.GetString(Jws.Sign(_key, "hub-1", "{}"u8)).Split('.');
        string[] others = [$"{parts[0]}.{parts[1]}.{parts[2]}==", $"{parts[0]}.{parts[1]}.{parts[2]} ", $"{parts[0]}.\n{parts[1]}.{parts[2]}", $"{parts[0]}.{parts[1]}=.{parts[2]}"];
        Assert.All(others, text => Assert.Throws<TelemetryFormatException>(() => Jws.Read(Encoding.ASCII.GetBytes(text))));
    }

    [Fact]
    public void WhenTheSignatureIsInDer_ItIsRefused()
    {
        var parts = Encoding.ASCII.GetString(Jws.Sign(_key, "hub-1", "{}"u8)).Split('.');
        var der = _key.SignData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        var error = Assert.Throws<TelemetryFormatException>(() => Jws.Read(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}.{Base64Url.EncodeToString(der)}")));
        Assert.Contains("expected 64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhenItIsLargerThan8kB_ItIsRefused()
    {
        var most = Jws.Sign(_key, "k", new byte[5900]);
        Assert.True(most.Length <= Jws.MostBytes && Jws.Read(most).IsSignedBy(_key));
        Assert.Throws<TelemetryFormatException>(() => Jws.Read(Jws.Sign(_key, "k", new byte[6200])));
    }

    public void Dispose() => _key.Dispose();
}
