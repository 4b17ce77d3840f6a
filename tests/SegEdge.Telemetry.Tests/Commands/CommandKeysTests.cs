using System.Security.Cryptography;
using SegEdge.Testing;

namespace SegEdge.Telemetry.Tests.Commands;

public sealed class CommandKeysTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void EveryPemOfTheFolder_IsAKey_NamedByItsFile()
    {
        using var hub = new Operator("hub-1");
        using var person = new Operator("anna");
        foreach (var who in (Operator[])[hub, person]) File.WriteAllText(Path.Combine(_folder.Path, $"{who.KeyId}.pem"), who.PublicPem);
        using var keys = CommandKeys.Load(_folder.Path);
        Assert.Equal(["anna", "hub-1"], keys.Ids.Order());
        Assert.True(Jws.Read(person.Sign(Telemetry.Contract.CommandName.Rebirth)).IsSignedBy(keys.Find("anna")!));
        Assert.Null(keys.Find("mallory"));
    }

    [Theory]
    [InlineData("private", "private key")]
    [InlineData("other curve", "another curve")]
    [InlineData("rsa", "expected")]
    [InlineData("nonsense", "expected")]
    [InlineData("bad name", "key id")]
    public void WhenAFileIsNoPublicKeyOnP256_ItIsNamed(string kind, string said)
    {
        using var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        var pem = kind switch
        {
            "private" => p256.ExportPkcs8PrivateKeyPem(),
            "other curve" => p384.ExportSubjectPublicKeyInfoPem(),
            "rsa" => rsa.ExportSubjectPublicKeyInfoPem(),
            "nonsense" => "hello",
            _ => p256.ExportSubjectPublicKeyInfoPem(),
        };
        var file = Path.Combine(_folder.Path, kind == "bad name" ? "a b.pem" : "k.pem");
        File.WriteAllText(file, pem);
        var error = Assert.Throws<TelemetryFormatException>(() => CommandKeys.Load(_folder.Path));
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains(said, error.Message, StringComparison.OrdinalIgnoreCase);
    }

    public void Dispose() => _folder.Dispose();
}
