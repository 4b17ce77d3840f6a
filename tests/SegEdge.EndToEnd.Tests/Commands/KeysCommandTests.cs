using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SegEdge.EdgeHost.Security;
using SegEdge.Telemetry;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Commands;

[UnsupportedOSPlatform("windows")] // file modes
public sealed class KeysCommandTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ASite_IsMadeByFourCommands_AndEachCertificateIsForOneThing()
    {
        await RunAsync("ca", "--site", "farm");
        await RunAsync("device", "--ca", _folder.Path, "--site", "farm", "--device", "weeder-1");
        await RunAsync("hub", "--ca", _folder.Path);
        await RunAsync("server", "--ca", _folder.Path, "--host", "broker.farm.lan", "10.0.0.7");

        var now = DateTimeOffset.UtcNow;
        using var ca = X509CertificateLoader.LoadCertificateFromFile(_folder.File("ca.pem"));
        Assert.InRange(ca.NotAfter, now.AddDays(3652).DateTime, now.AddDays(3654).DateTime);
        foreach (var (file, name, usage) in new[]
        {
            ("weeder-1", "CN=farm/weeder-1", "1.3.6.1.5.5.7.3.2"), ("hub", "CN=hub", "1.3.6.1.5.5.7.3.2"), ("broker.farm.lan", "CN=broker.farm.lan", "1.3.6.1.5.5.7.3.1"),
        })
        {
            using var certificate = X509Certificate2.CreateFromPemFile(_folder.File(file + ".pem"), _folder.File(file + ".key"));
            Assert.Equal(name, certificate.Subject);
            Assert.Equal([usage], certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<Oid>().Select(o => o.Value));
            Assert.False(certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
            Assert.InRange(certificate.NotAfter, now.AddDays(396).DateTime, now.AddDays(398).DateTime);
            Assert.True(ChainsTo(ca, certificate));
        }
        using var server = X509CertificateLoader.LoadCertificateFromFile(_folder.File("broker.farm.lan.pem"));
        Assert.True(server.MatchesHostname("broker.farm.lan", true, false) && server.MatchesHostname("10.0.0.7", true, false));
        Assert.All(Directory.GetFiles(_folder.Path, "*.key"), key => Assert.Equal(OwnerOnly, File.GetUnixFileMode(key)));
    }

    [Fact]
    public async Task WhatExists_IsNeverOverwritten()
    {
        await RunAsync("ca", "--site", "farm");
        await RunAsync("command");
        var before = Directory.GetFiles(_folder.Path).ToDictionary(f => f, File.ReadAllText);
        foreach (var again in new[] { new[] { "ca", "--site", "farm" }, ["command"] })
        {
            var (code, _, errors) = await SegEdgeProcess.RunAsync(null, ["keys", .. again, "--out", _folder.Path]);
            Assert.Equal(2, code);
            Assert.Contains("exists already, and keys are never overwritten", errors, StringComparison.Ordinal);
        }
        Assert.All(before, file => Assert.Equal(file.Value, File.ReadAllText(file.Key)));
        Assert.Equal(before.Count, Directory.GetFiles(_folder.Path).Length);
    }

    [Theory]
    [InlineData("--site", "a/b", "'a/b' is no id")]
    [InlineData("--device", "+", "'+' is no id")]
    [InlineData("--ca", "/nowhere", "'segedge keys ca --out /nowhere")]
    public async Task WhatCannotBe_IsRefused(string option, string value, string words)
    {
        await RunAsync("ca", "--site", "farm");
        Dictionary<string, string> all = new() { ["--ca"] = _folder.Path, ["--site"] = "farm", ["--device"] = "weeder", ["--out"] = _folder.Path };
        all[option] = value;
        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, ["keys", "device", .. all.SelectMany(o => new[] { o.Key, o.Value })]);
        Assert.Equal(2, code);
        Assert.Contains(words, errors, StringComparison.Ordinal);
    }

    // The worked example of RFC 7638 is RSA; this is the key of RFC 7517, appendix A.1, with its thumbprint by another implementation (Python's hashlib).
    [Fact]
    public void TheIdOfAKey_IsItsThumbprint()
    {
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint
            {
                X = System.Buffers.Text.Base64Url.DecodeFromChars("MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4"),
                Y = System.Buffers.Text.Base64Url.DecodeFromChars("4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"),
            },
        });
        File.WriteAllText(_folder.File("k.pub"), key.ExportSubjectPublicKeyInfoPem());
        using var read = SigningKey.Read(_folder.File("k.pub"));
        Assert.Equal("cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s", read.Id);
        Assert.False(read.IsPrivate);
    }

    [Fact]
    public async Task Show_TellsWhoseAndUntilWhen_AndNeverThePrivateKey()
    {
        await RunAsync("ca", "--site", "farm");
        await RunAsync("device", "--ca", _folder.Path, "--site", "farm", "--device", "weeder-1", "--days", "20");
        await RunAsync("model");
        Assert.Contains("20 days left", await ShowAsync("weeder-1.pem"), StringComparison.Ordinal);
        var shown = await ShowAsync("model.key");
        Assert.Contains("mode          600", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(File.ReadAllLines(_folder.File("model.key"))[1], shown, StringComparison.Ordinal);
        Assert.Equal(IdIn(shown), IdIn(await ShowAsync("model.pub")));
    }

    [Fact]
    public void TlsFiles_SayWhatDoesNotFit_AndWarnBeforeTheEnd()
    {
        var now = DateTimeOffset.UtcNow;
        using var ca = SiteAuthority.Create(new DirectoryInfo(_folder.Path), "farm", 3000, now.AddDays(-100));
        Make("good", now, 20);
        Make("other", now, 300);
        Make("late", now.AddDays(-90), 30);
        Make("server", now, 300, CertificateRole.Server);
        File.SetUnixFileMode(_folder.File("other.key"), OwnerOnly | UnixFileMode.OtherRead);

        Assert.Empty(Read("good", "good").Problems);
        Assert.Contains("expires in 20 days", Assert.Single(Read("good", "good").Warnings), StringComparison.Ordinal);
        Says(Read("good", "other"), "is not the key of", "chmod 600");
        Says(Read("late", "late"), "expired at");
        Says(Read("server", "server"), "is not for clients");
        Says(Read("missing", "good"), "missing.pem: no such file");
        Says(Read("good", "missing"), "missing.key: no such file");
        Says(TlsFiles.Read(new MqttTlsOptions { CaFile = _folder.File("good.pem") }, now), "is no certificate authority");
        Says(TlsFiles.Read(new MqttTlsOptions { CaFile = _folder.File("good.key") }, now), "holds no certificate");
        Says(TlsFiles.Read(new MqttTlsOptions { CertificateFile = _folder.File("good.pem") }, now), "belong together");
        Says(TlsFiles.Read(new MqttTlsOptions { CaFile = _folder.File("ca.pem") }, now.AddDays(-200)), "Set this machine's clock");

        void Make(string name, DateTimeOffset issued, int days, CertificateRole role = CertificateRole.Device)
        {
            var (_, pem, key) = ca.Issue(role, name, [], days, issued);
            NewFile.Write(_folder.File(name + ".pem"), pem);
            NewFile.WritePrivate(_folder.File(name + ".key"), key);
        }
        TlsFiles Read(string certificate, string key) => TlsFiles.Read(
            new MqttTlsOptions { CaFile = _folder.File("ca.pem"), CertificateFile = _folder.File(certificate + ".pem"), KeyFile = _folder.File(key + ".key") }, now);
        static void Says(TlsFiles files, params string[] words)
        {
            var all = string.Join("\n", files.Problems);
            Assert.All(words, word => Assert.Contains(word, all, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task CheckConfig_RefusesTlsFilesThatAreMissing_AndFilesWithoutTls()
    {
        string[] common = ["check-config", "--set", "Broker:Embedded=false", "--set", $"Dashboard:Port={FreePort.Find()}", "--set", $"Mqtt:Tls:CaFile={_folder.File("ca.pem")}"];
        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, [.. common, "--set", "Mqtt:Tls:Enabled=true"]);
        Assert.Equal(2, code);
        Assert.Contains("ca.pem: no such file. Copy the site's ca.pem there", errors, StringComparison.Ordinal);
        (code, _, errors) = await SegEdgeProcess.RunAsync(null, common);
        Assert.Equal(2, code);
        Assert.Contains("names files, but Enabled is false", errors, StringComparison.Ordinal);
    }

    private static bool ChainsTo(X509Certificate2 ca, X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(ca);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    private static string IdIn(string shown) => shown.Split('\n').Single(l => l.StartsWith("key id", StringComparison.Ordinal));

    private async Task<string> ShowAsync(string file)
    {
        var (code, output, errors) = await SegEdgeProcess.RunAsync(null, "keys", "show", _folder.File(file));
        Assert.True(code == 0, errors);
        return output;
    }

    private async Task RunAsync(params string[] arguments)
    {
        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, ["keys", .. arguments, "--out", _folder.Path]);
        Assert.True(code == 0, errors);
    }
}
