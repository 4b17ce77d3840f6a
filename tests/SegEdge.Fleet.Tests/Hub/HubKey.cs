using System.Security.Cryptography;
using SegEdge.Fleet.Hub;
using SegEdge.Testing;

namespace SegEdge.Fleet.Tests.Hub;

/// <summary>A hub's key, and the folder in which devices find its public half.</summary>
internal sealed class HubKey : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public HubKey(string id = "hub-1")
    {
        Id = id;
        PublicFolder = Directory.CreateDirectory(_folder.File("public")).FullName;
        File.WriteAllText(Path.Combine(PublicFolder, id + ".pem"), _key.ExportSubjectPublicKeyInfoPem());
    }

    public string Id { get; }

    public string PublicFolder { get; }

    public CommandSigner Signer(string folder) => new(_key, Id, folder, TimeProvider.System);

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }
}
