import { getAdditionalKeys, type PackageDirectoryLoader } from 'n8n-core';
import {
	ICredentialsHelper,
	NodeHelpers,
	UnexpectedError,
	Workflow,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type ICredentialType,
	type IExecuteData,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type INodeParameters,
	type INodeProperties,
	type INodeTypes,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

const NO_NODE: INode = {
	id: '',
	name: '',
	type: '',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** Credentials in memory, where n8n's server has them encrypted in its database. */
export class CredentialStore extends ICredentialsHelper {
	constructor(
		private readonly loader: PackageDirectoryLoader,
		private readonly nodeTypes: INodeTypes,
		private readonly stored: Record<string, ICredentialDataDecryptedObject>,
	) {
		super();
	}

	/** What is stored, with defaults filled in and expressions resolved, as n8n's server does. */
	async getDecrypted(
		additionalData: IWorkflowExecuteAdditionalData,
		_details: INodeCredentialsDetails,
		type: string,
		mode: WorkflowExecuteMode,
		_executeData?: IExecuteData,
		raw?: boolean,
	): Promise<ICredentialDataDecryptedObject> {
		const stored = this.stored[type];
		if (raw) return stored;
		const properties = this.getCredentialsProperties(type);
		const entered = stored as INodeParameters;
		const filled = NodeHelpers.getNodeParameters(properties, entered, true, false, null, null);
		const values = {
			...filled,
			...(stored.oauthTokenData && { oauthTokenData: stored.oauthTokenData }),
		};
		const { expression } = new Workflow({
			nodes: [NO_NODE],
			connections: {},
			active: false,
			nodeTypes: this.nodeTypes,
		});
		const keys = getAdditionalKeys(additionalData, mode, null, { isCredential: true });
		const resolved = expression.getComplexParameterValue(
			NO_NODE,
			values as INodeParameters,
			mode,
			keys,
			undefined,
			undefined,
			values as ICredentialDataDecryptedObject,
		);
		return resolved as ICredentialDataDecryptedObject;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		type: string,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.typeOf(type);
		return typeof authenticate === 'function'
			? await authenticate.call(this.typeOf(type), credentials, request)
			: request;
	}

	async runPreAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		type: string,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const output = await this.typeOf(type).preAuthentication?.call(helpers, credentials);
		return output as ICredentialDataDecryptedObject | undefined;
	}

	async updateCredentialsOauthTokenData(
		_details: INodeCredentialsDetails,
		type: string,
		{ oauthTokenData }: ICredentialDataDecryptedObject,
	): Promise<void> {
		this.stored[type] = { ...this.stored[type], oauthTokenData };
	}

	getCredentialsProperties(type: string): INodeProperties[] {
		return this.typeOf(type).properties;
	}

	getParentTypes(type: string): string[] {
		return this.typeOf(type).extends ?? [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	async preAuthentication(): Promise<undefined> {
		return undefined;
	}

	async getCredentials(): Promise<ICredentials> {
		throw new UnexpectedError('The sandbox has no encrypted credentials');
	}

	async updateCredentials(): Promise<void> {
		throw new UnexpectedError('The sandbox changes no credentials but their tokens');
	}

	private typeOf(type: string): ICredentialType {
		return this.loader.getCredential(type).type;
	}
}
