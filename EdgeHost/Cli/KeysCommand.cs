using System.CommandLine;
using System.Text.RegularExpressions;
using SegEdge.EdgeHost.Security;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge keys</c>: the certificates of a site and the keys that sign commands and models. All of it offline.</summary>
internal static partial class KeysCommand
{
    // The authority lasts as long as a machine in the field. A certificate lasts a year and a month: renewed every season, and a stolen one,
    // which nobody can revoke on a device that is offline, ends by itself. 397 days is also the most that readers of web certificates take.
    private const int AuthorityDays = 3653, CertificateDays = 397;

    public static Command Create() =>
        new("keys", "Make and show the certificates of a site (TLS with client certificates) and the keys that sign commands and models.")
        {
            Authority(), Device(), Hub(), Server(),
            Signing("command", "Make a key that signs commands to devices: command.key for the hub, command.pub for the devices."),
            Signing("model", "Make a key that signs models: model.key for whoever releases them, model.pub for Model:Trust of the devices."),
            Show(),
        };

    private static Command Authority()
    {
        var (output, site) = (CommonOptions.Out(), SiteOption());
        var days = Days(AuthorityDays);
        var command = new Command("ca", "Make the certificate authority of a site: ca.pem for everybody, ca.key for nobody else. Keep ca.key off the network.") { output, site, days };
        command.Act((parsed, _) =>
        {
            var folder = parsed.GetRequiredValue(output);
            using var authority = SiteAuthority.Create(folder, Id(parsed.GetRequiredValue(site), "--site"), parsed.GetValue(days), DateTimeOffset.UtcNow);
            Console.WriteLine($"{Path.Combine(folder.FullName, SiteAuthority.CertificateName)}   give it to the broker, the hub and every device");
            Console.WriteLine($"{Path.Combine(folder.FullName, SiteAuthority.KeyName)}   whoever has it can pose as any device: keep it off the network, in two places");
            return Task.CompletedTask;
        });
        return command;
    }

    private static Command Device()
    {
        var (ca, output, site) = (CaOption(), CommonOptions.Out(), SiteOption());
        var device = new Option<string>("--device") { Description = "Device:Name of the device; unique within the site.", Required = true, HelpName = "NAME" };
        var days = Days(CertificateDays);
        var command = new Command("device", "Make the certificate of a device: it may write its own topics and no others. Its name is SITE/NAME.") { ca, site, device, output, days };
        command.Act((parsed, _) =>
        {
            var name = Id(parsed.GetRequiredValue(device), "--device");
            Issue(parsed.GetRequiredValue(ca), parsed.GetRequiredValue(output), name, CertificateRole.Device, $"{Id(parsed.GetRequiredValue(site), "--site")}/{name}", [], parsed.GetValue(days));
            return Task.CompletedTask;
        });
        return command;
    }

    private static Command Hub()
    {
        var (ca, output) = (CaOption(), CommonOptions.Out());
        var days = Days(CertificateDays);
        var command = new Command("hub", "Make the certificate of the hub: it reads every device and writes commands. Its name is 'hub', which no device can have.") { ca, output, days };
        command.Act((parsed, _) =>
        {
            Issue(parsed.GetRequiredValue(ca), parsed.GetRequiredValue(output), "hub", CertificateRole.Hub, "hub", [], parsed.GetValue(days));
            return Task.CompletedTask;
        });
        return command;
    }

    private static Command Server()
    {
        var (ca, output) = (CaOption(), CommonOptions.Out());
        var host = new Option<string[]>("--host")
        {
            Description = "Name or address by which devices reach the broker; may be given often. The first one names the files.",
            Required = true,
            HelpName = "NAME",
            AllowMultipleArgumentsPerToken = true,
        };
        var days = Days(CertificateDays);
        var command = new Command("server", "Make the certificate of the broker, for the names by which devices reach it.") { ca, host, output, days };
        command.Act((parsed, _) =>
        {
            var hosts = parsed.GetRequiredValue(host);
            foreach (var one in hosts)
                if (Uri.CheckHostName(one) == UriHostNameType.Unknown) throw new UsageException($"--host: '{one}' is no host name and no address.");
            Issue(parsed.GetRequiredValue(ca), parsed.GetRequiredValue(output), hosts[0].Replace(':', '_'), CertificateRole.Server, hosts[0], hosts, parsed.GetValue(days));
            return Task.CompletedTask;
        });
        return command;
    }

    private static Command Signing(string name, string description)
    {
        var output = CommonOptions.Out();
        var command = new Command(name, description) { output };
        command.Act((parsed, _) =>
        {
            var folder = parsed.GetRequiredValue(output);
            using var key = SigningKey.Create(folder, name);
            Console.WriteLine($"{Path.Combine(folder.FullName, name + ".key")}   signs; keep it off the devices");
            Console.WriteLine($"{Path.Combine(folder.FullName, name + ".pub")}   verifies; key id {key.Id}");
            return Task.CompletedTask;
        });
        return command;
    }

    private static Command Show()
    {
        var file = new Argument<string>("FILE") { Description = "PEM of a certificate or a key." };
        var command = new Command("show", "Show whose a certificate is, what for and until when, or the id of a key. Never shows a private key.") { file };
        command.Act((parsed, _) =>
        {
            foreach (var line in KeyReport.Of(parsed.GetRequiredValue(file), DateTimeOffset.UtcNow)) Console.WriteLine(line);
            return Task.CompletedTask;
        });
        return command;
    }

    private static void Issue(DirectoryInfo ca, DirectoryInfo output, string file, CertificateRole role, string name, string[] hosts, int days)
    {
        using var authority = SiteAuthority.Open(ca);
        string Named(string extension) => Path.Combine(output.FullName, file + extension);
        NewFile.Refuse(Named(".pem"), Named(".key"));
        var (certificate, pem, keyPem) = authority.Issue(role, name, hosts, days, DateTimeOffset.UtcNow);
        output.Create();
        NewFile.WritePrivate(Named(".key"), keyPem);
        NewFile.Write(Named(".pem"), pem);
        Console.WriteLine($"{Named(".pem")}   {certificate.Subject}, until {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}");
        Console.WriteLine($"{Named(".key")}   its private key, readable by you alone");
        if (role == CertificateRole.Server) Console.WriteLine($"mosquitto.conf: cafile, certfile, keyfile; see deploy/fleet/mosquitto.");
        else Console.WriteLine($"Settings: Mqtt:Tls:Enabled=true, Mqtt:Tls:CaFile (ca.pem), Mqtt:Tls:CertificateFile, Mqtt:Tls:KeyFile, Mqtt:Port=8883.");
    }

    private static string Id(string text, string option) => IdForm().IsMatch(text)
        ? text
        : throw new UsageException($"{option}: '{text}' is no id, expected 1 to 64 of A-Z a-z 0-9 _ . : -");

    private static Option<string> SiteOption() => new("--site") { Description = "Device:Site of the site.", Required = true, HelpName = "SITE" };

    private static Option<DirectoryInfo> CaOption() => new("--ca") { Description = "Folder with ca.pem and ca.key of 'segedge keys ca'.", Required = true, HelpName = "DIR" };

    private static Option<int> Days(int fallback) => new("--days")
    {
        Description = "How many days it is valid; a certificate ends with its authority at the latest.",
        DefaultValueFactory = _ => fallback,
        HelpName = "N",
        Validators = { result => { if (result.GetValueOrDefault<int>() is < 1 or > 36500) result.AddError("--days: expected 1 to 36500."); } },
    };

    [GeneratedRegex("^[A-Za-z0-9_.:-]{1,64}$")]
    private static partial Regex IdForm();
}
